import type { Paint } from "./paint.ts";

/** What an entry point lends the command: the only door to the environment, files, the clock and randomness. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of `.env` in the current folder, empty when there is none. */
  readonly readEnvFile: () => string;
  readonly nowMs: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** The version of this package, as its package.json has it. */
  readonly readVersion: () => string;
  /** For what is printed where answers are, and for what is printed where errors are. */
  readonly paint: Paint;
  readonly paintError: Paint;
  /** Prints lines at once, while the command goes on. What a command ends with stands in its outcome. */
  readonly show: (text: string) => void;
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * What a command came to. A failure says what is wrong and what to do about it; `usage`: it was called wrongly. `isBad`: it was
 * done, and what it found is for a pipeline to stop at. `isShown`: all that there was has been shown while it went on.
 */
export type Outcome =
  | {
      readonly ok: true;
      readonly data: unknown;
      readonly text: string;
      readonly isBad?: boolean;
      readonly isShown?: true;
    }
  | { readonly ok: false; readonly problem: string; readonly remedy: string; readonly usage?: true };

export type Failure = Extract<Outcome, { ok: false }>;

/** @param data for programs, as JSON. @param text for people, without a line break at the end. */
export const done = (data: unknown, text: string): Outcome => ({ ok: true, data, text });
export const failure = (problem: string, remedy: string): Failure => ({ ok: false, problem, remedy });
export const misused = (problem: string, remedy: string): Failure => ({
  ...failure(problem, remedy),
  usage: true,
});

export interface Option {
  readonly type: "string" | "boolean";
  /** What stands for its value in the help, such as `NAME`. */
  readonly value?: string;
  readonly about: string;
  readonly required?: true;
  readonly short?: string;
}

export type Options = Readonly<Record<string, Option>>;

/** Every operand is there, and every option that is required: whoever calls wrongly does not get here. */
export type Given<O extends Options, P extends string> = {
  readonly [K in keyof O]: O[K] extends { readonly type: "boolean" }
    ? boolean | undefined
    : O[K] extends { readonly required: true }
      ? string
      : string | undefined;
} & Readonly<Record<P, string>>;

export interface Command {
  /** One line for the list of commands. */
  readonly about: string;
  /** Names of what stands behind the command without a name, such as `id`. */
  readonly operands: readonly string[];
  /** What may follow them, once or several times, such as `id`. Absent: nothing may. */
  readonly others?: string;
  readonly options: Options;
  /** What a person types behind `postern`. */
  readonly examples: readonly string[];
  readonly run: (
    given: Readonly<Record<string, string | boolean | undefined>>,
    shell: Shell,
    others: readonly string[],
  ) => Promise<Outcome>;
}

/** A name under which there are more commands. */
export interface Group {
  readonly about: string;
  readonly commands: Readonly<Record<string, Command | Group>>;
  readonly examples: readonly string[];
}

export const isGroup = (entry: Command | Group): entry is Group => "commands" in entry;

/** Ties what a command reads to what it declares. */
export function command<const O extends Options, const P extends string = never>(definition: {
  readonly about: string;
  readonly operands?: readonly P[];
  readonly others?: string;
  readonly options: O;
  readonly examples: readonly string[];
  readonly run: (given: Given<O, P>, shell: Shell, others: readonly string[]) => Promise<Outcome>;
}): Command {
  return { operands: [], ...definition, run: definition.run as Command["run"] };
}

/** Every command has these. */
export const COMMON_OPTIONS: Options = {
  json: { type: "boolean", about: "Print JSON, for programs." },
  help: { type: "boolean", short: "h", about: "Print this help." },
};
