import type { Fault } from "../src/config/setting.ts";
import type { Host } from "../src/functions/host.ts";
import { CannotStart } from "./cannot-start.ts";
import { decisionLog, type LoggedDecision } from "./decision-log.ts";
import type { Deployed } from "./lambda.ts";
import type { Configured } from "./lambda-configuration.ts";
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

export const settingFaults = (
  functions: readonly SetFunction[],
  surrounding: Surrounding,
): readonly Fault[] => functions.flatMap((each) => each.local.faults(environmentOf(each, surrounding)));

/** Names every setting that makes no sense, one line each, also when several parts read it. */
export function cannotStartWith(faults: readonly Fault[]): CannotStart {
  const lines = faults.map(({ setting, fault, remedy }) => `${setting} ${fault}. ${remedy}`);
  return new CannotStart([...new Set(lines)].join("\n"));
}

interface DeployOptions extends Surrounding {
  readonly decisions: Newest<LoggedDecision>;
  readonly nowMs: () => number;
  readonly newId: () => string;
  readonly print: (line: string) => void;
}

export function deploy(given: SetFunction, options: DeployOptions): Deployed {
  const host = hostOf(given.name, environmentOf(given, options), options);
  return { handler: given.local.build(host), timeoutSeconds: given.local.timeoutSeconds };
}

/** What Lambda can say of a function. */
export const configure = (given: SetFunction, surrounding: Surrounding): Configured => ({
  timeoutSeconds: given.local.timeoutSeconds,
  environment: environmentOf(given, surrounding),
});

/** What a part is lent that logs as functions do, under its own name. */
export function hostOf(name: string, env: Environment, options: DeployOptions): Host {
  const { decisions, nowMs, newId, print } = options;
  const raw = env.LOG_LEVEL === "debug";
  const writeLine = decisionLog({ functionName: name, decisions, print, raw, nowMs });
  return {
    env,
    nowMs,
    monotonicMs: () => performance.now(),
    randomText: newId,
    random: Math.random,
    pause: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    writeLine,
  };
}
