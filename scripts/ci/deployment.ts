import { type Stage, stackNameOf } from "../../infra/stage.ts";

/** The part of a synthesized template that says what may be set. */
export interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** What a deployment sets of what may be set. */
export interface ParameterValues {
  /** By parameter. What is blank is left out: then the template's default holds, not what was deployed before. */
  readonly values: Readonly<Record<string, string>>;
  /** Variables that have to be set, and are not. */
  readonly missing: readonly string[];
}

// The stage says the one, the bootstrap the other.
const NOT_ASKED_FOR = new Set(["Environment", "BootstrapVersion"]);

export function parameterValues({ Parameters }: Template, variables: Variables): ParameterValues {
  const asked = Object.entries(Parameters).filter(([name]) => !NOT_ASKED_FOR.has(name));
  const values = asked.flatMap(([name]): [string, string][] => {
    const value = variables[variableOf(name)]?.trim();
    return value ? [[name, value]] : [];
  });
  const set = new Set(values.map(([name]) => name));
  const missing = asked.filter(([name, { Default }]) => Default === undefined && !set.has(name));
  return { values: Object.fromEntries(values), missing: missing.map(([name]) => variableOf(name)) };
}

/** `FromEmail` is set by `FROM_EMAIL`. */
export const variableOf = (parameter: string) =>
  parameter.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, "_").toUpperCase();

/** The arguments of `cdk`, for what was synthesized into `app` before. */
export function deployArguments(stage: Stage, app: string, { values }: ParameterValues): readonly string[] {
  return [
    ...["deploy", stackNameOf(stage), "--app", app],
    // What was tested and synthesized is deployed: nothing is built anew.
    ...["--build", "", "--require-approval", "never", "--progress", "events"],
    // What is set is what the variables say, whatever an earlier deployment was told.
    "--no-previous-parameters",
    ...Object.entries(values).flatMap(([name, value]) => ["--parameters", `${name}=${value}`]),
  ];
}
