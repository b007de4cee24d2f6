/** How the text of an environment variable is read. Faults never repeat the value: it may be a secret. */
export interface Kind<T> {
  /** Completes "must be …", and stands in the documentation. */
  readonly shape: string;
  readonly parse: (text: string) => Parsed<T>;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: string; readonly remedy?: string };

interface Described<T> {
  readonly kind: Kind<T>;
  /** One sentence for the documentation table. */
  readonly about: string;
  readonly example: string;
}

/** One environment variable. Without `presence` it may be absent and is then `undefined`. */
export type Setting<T> = Described<T> & { readonly presence?: "required" | { readonly default: string } };

export type Schema = Readonly<Record<string, Setting<unknown>>>;

type ValueOf<S> =
  S extends Described<infer T> ? (S extends { readonly presence: unknown } ? T : T | undefined) : never;

/** What a schema reads to, under the names of its variables. */
export type Settings<S extends Schema> = { readonly [K in keyof S]: ValueOf<S[K]> };

export interface Fault {
  readonly setting: string;
  readonly fault: string;
  readonly remedy: string;
}

export type ReadSettings<S extends Schema> =
  | { readonly ok: true; readonly settings: Settings<S> }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** A rule over several settings, judged when each of them is fine by itself, whatever is wrong with others. */
export interface Rule<S extends Schema> {
  readonly over: readonly (keyof S & string)[];
  readonly judge: (settings: Settings<S>) => Fault | undefined;
}

/**
 * Reads every setting and reports every fault at once: who mends one at a time deploys five times. A blank value
 * counts as absent, as deployment templates write it.
 */
export function readSettings<const S extends Schema>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
  rules: readonly Rule<S>[] = [],
): ReadSettings<S> {
  const values: Record<string, unknown> = {};
  const faults: Fault[] = [];
  for (const [name, setting] of Object.entries(schema)) {
    const parsed = readOne(setting, env[name]?.trim() || undefined);
    if (parsed.ok) values[name] = parsed.value;
    else
      faults.push({ setting: name, fault: parsed.fault, remedy: parsed.remedy ?? remedyFor(name, setting) });
  }
  const settings = values as Settings<S>;
  for (const { over, judge } of rules) {
    const broken = over.every((name) => name in values) ? judge(settings) : undefined;
    if (broken) faults.push(broken);
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, settings };
}

function readOne({ kind, presence }: Setting<unknown>, text: string | undefined): Parsed<unknown> {
  if (text !== undefined) return kind.parse(text);
  if (presence === "required") return { ok: false, fault: "is not set" };
  return presence ? kind.parse(presence.default) : { ok: true, value: undefined };
}

const remedyFor = (name: string, { kind, example }: Setting<unknown>) =>
  `Set ${name} to ${kind.shape}, for example ${example}.`;
