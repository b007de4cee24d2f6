import { fileURLToPath } from "node:url";
import type { Children } from "../children.ts";
import type { Bundle } from "./bundles.ts";

const PROGRAM = fileURLToPath(new URL("./loading/load.mjs", import.meta.url));

/** Held by all of them, by its parent. */
const FIRST_QUESTION = "inbox.mailinator.com";

/** How many milliseconds each list takes to its first answer, in so many new processes each. */
export async function loadTimes(
  children: Children,
  lists: readonly Bundle[],
  processes: number,
): Promise<ReadonlyMap<Bundle, readonly number[]>> {
  const measured = new Map(lists.map((list) => [list, [] as number[]]));
  for (let run = -1; run < processes; run += 1) {
    for (const [{ name, module }, series] of measured) {
      const printed = await children.run(PROGRAM, [module, FIRST_QUESTION]);
      const { tookMs, held } = JSON.parse(printed) as { readonly tookMs: number; readonly held: boolean };
      if (!held) throw new Error(`${name} does not hold ${FIRST_QUESTION}`);
      if (run >= 0) series.push(tookMs); // the first fills the disk cache
    }
  }
  return measured;
}
