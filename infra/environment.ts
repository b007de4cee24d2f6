import type { Schema, Setting } from "../src/config/setting.ts";

/** Nothing is set, and the function takes the default that its schema names, or does without. */
export const LEFT_TO_ITS_DEFAULT = Symbol("left to its default");

/** Lambda sets it for every function, and refuses to have it set. */
export const SET_BY_LAMBDA = Symbol("set by Lambda");

/** Where each setting of a schema comes from. One too few, one too many, or a required one left out does not compile. */
export type Sources<S extends Schema> = {
  readonly [K in keyof S]: K extends `AWS_${string}` ? typeof SET_BY_LAMBDA : SourceOf<S[K]>;
};

type SourceOf<T extends Setting<unknown>> = T extends { readonly presence: "required" }
  ? string
  : string | typeof LEFT_TO_ITS_DEFAULT;

/**
 * The environment of a function.
 * @throws RangeError when the sources are not those of the schema, which the compiler cannot always see.
 */
export function environment<const S extends Schema>(
  schema: S,
  sources: Sources<NoInfer<S>>,
): Record<string, string> {
  const unknown = Object.keys(sources).filter((name) => !(name in schema));
  const missing = Object.keys(schema).filter((name) => !(name in sources));
  if (unknown.length + missing.length > 0) {
    throw new RangeError(
      `Not the settings of the schema: unknown ${unknown.join(", ") || "none"}, missing ${missing.join(", ") || "none"}`,
    );
  }
  const values = Object.entries<string | symbol>(sources);
  return Object.fromEntries(
    values.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
