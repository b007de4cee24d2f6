import { CannotStart } from "./cannot-start.ts";
import { decisionLog, type LoggedDecision } from "./decision-log.ts";
import type { Deployed } from "./lambda.ts";
import type { LocalFunction } from "./local-function.ts";
import type { Newest } from "./newest.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A function with the settings that a person gave, over its defaults. */
export interface SetFunction {
  readonly name: string;
  readonly local: LocalFunction;
  readonly settings: Readonly<Record<string, string>>;
}

/** Takes for each function its own settings out of `env`. A blank one counts as not given. */
export function withSettings(
  functions: Readonly<Record<string, LocalFunction>>,
  env: Environment,
): readonly SetFunction[] {
  return Object.entries(functions).map(([name, local]) => {
    const given = local.settings
      .map((setting) => [setting, env[setting]?.trim()])
      .filter(([, value]) => value);
    return { name, local, settings: { ...local.defaults, ...Object.fromEntries(given) } };
  });
}

interface Surrounding {
  /** What a setting is when neither a person nor the function says. */
  readonly fallback: Environment;
  /** What nobody can change. */
  readonly fixed: Environment;
}

const environmentOf = ({ settings }: SetFunction, { fallback, fixed }: Surrounding): Environment => ({
  ...fallback,
  ...settings,
  ...fixed,
});

/** @throws CannotStart naming every setting that makes no sense, one line each. */
export function assertSettings(functions: readonly SetFunction[], surrounding: Surrounding): void {
  const faults = functions.flatMap((each) => each.local.faults(environmentOf(each, surrounding)));
  if (faults.length === 0) return;
  throw new CannotStart(
    faults.map(({ setting, fault, remedy }) => `${setting} ${fault}. ${remedy}`).join("\n"),
  );
}

interface DeployOptions extends Surrounding {
  readonly decisions: Newest<LoggedDecision>;
  readonly nowMs: () => number;
  readonly newId: () => string;
  readonly print: (line: string) => void;
}

export function deploy(given: SetFunction, options: DeployOptions): Deployed {
  const { decisions, nowMs, newId, print } = options;
  const env = environmentOf(given, options);
  const raw = env.LOG_LEVEL === "debug";
  const writeLine = decisionLog({ functionName: given.name, decisions, print, raw, nowMs });
  const host = { env, nowMs, monotonicMs: () => performance.now(), randomText: newId, writeLine };
  return { handler: given.local.build(host), timeoutSeconds: given.local.timeoutSeconds };
}
