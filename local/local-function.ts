import { type Fault, type Rule, readSettings, type Schema } from "../src/config/setting.ts";
import type { Host, LambdaHandler } from "../src/functions/host.ts";

/** The form of an event: `1.0` of REST APIs, `2.0` of HTTP APIs and function URLs. */
export type PayloadVersion = "1.0" | "2.0";

/** What a public path leads to. */
export interface Route {
  readonly payload: PayloadVersion;
  /** The gateway lets a call in only with an API key whose usage plan has room. */
  readonly requiresKey?: true;
}

/** A function of the product, as it is deployed here. */
export interface LocalFunction {
  readonly build: (host: Host) => LambdaHandler;
  readonly timeoutSeconds: number;
  /** The settings that a person may give. Nothing else of the surrounding environment reaches the function. */
  readonly settings: readonly string[];
  /** What a setting is when nobody gives it. */
  readonly defaults: Readonly<Record<string, string>>;
  /** What is wrong with its settings. */
  readonly faults: (env: Host["env"]) => readonly Fault[];
  /** Settings that name queues: their messages are events of this function, and it may report failures one by one. */
  readonly queues?: readonly string[];
  /** By public path. */
  readonly routes: Readonly<Record<string, Route>>;
}

/** The settings of a schema, all for a person to give. */
export const settingsOf = <const S extends Schema>(
  schema: S,
  rules: readonly Rule<S>[] = [],
): Pick<LocalFunction, "settings" | "faults"> => ({
  settings: Object.keys(schema),
  faults: (env) => {
    const read = readSettings(schema, env, rules);
    return read.ok ? [] : read.faults;
  },
});
