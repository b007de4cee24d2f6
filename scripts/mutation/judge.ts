/** A change to the code, by what it does and not by the number of its line, so that it is known again when lines move. */
export interface Mutation {
  readonly file: string;
  /** What Stryker calls this kind of change. */
  readonly mutator: string;
  /** The line on which it begins, as it was: tells a `false` from all others. Here and below each white space is one blank. */
  readonly line: string;
  /** The text that was replaced. */
  readonly original: string;
  readonly replacement: string;
}

/** A change that no test can notice, because nothing that can be observed is different. */
export interface EquivalentMutant extends Mutation {
  readonly reason: string;
  /** How many changes of this file are the same by all of the above. Default 1. */
  readonly times?: number;
}

export interface Tested extends Mutation {
  readonly lineNumber: number;
  /** No test noticed it. */
  readonly lives: boolean;
}

export interface Judgement {
  /** Those that live and are not on the list. Where more live than the list says, all that are alike: one of them is new. */
  readonly unlisted: readonly Tested[];
  /** Those on the list of which fewer live than it says: the code has changed, or a test notices now. */
  readonly stale: readonly EquivalentMutant[];
}

/** @param list entries about other files than those tested are left alone. */
export function judge(tested: readonly Tested[], list: readonly EquivalentMutant[]): Judgement {
  const living = Map.groupBy(
    tested.filter(({ lives }) => lives),
    keyOf,
  );
  const listed = new Map(list.map((entry) => [keyOf(entry), entry.times ?? 1]));
  const files = new Set(tested.map(({ file }) => file));
  return {
    unlisted: [...living].flatMap(([key, alike]) => (alike.length > (listed.get(key) ?? 0) ? alike : [])),
    stale: list.filter(
      (entry) =>
        files.has(entry.file) && (living.get(keyOf(entry))?.length ?? 0) < (listed.get(keyOf(entry)) ?? 0),
    ),
  };
}

export const oneLine = (text: string) => text.trim().replaceAll(/\s+/g, " ");

const keyOf = ({ file, mutator, line, original, replacement }: Mutation) =>
  JSON.stringify([file, mutator, line, original, replacement]);
