import type { Check } from "../gate/check.ts";

/** A check that is loaded when a request first comes so far: what is switched off, or refused before, does not pay for it. */
export function lazyCheck<Needs, Adds, R extends string>(
  name: string,
  load: () => Promise<Check<Needs, Adds, R>>,
): Check<Needs, Adds, R> {
  let loading: Promise<Check<Needs, Adds, R>> | undefined;
  return {
    name,
    run: async (input, at) => {
      loading ??= load();
      return (await loading).run(input, at);
    },
  };
}
