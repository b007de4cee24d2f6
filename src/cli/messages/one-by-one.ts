import { done, type Failure, failure, type Outcome } from "../command.ts";
import type { Place } from "../table.ts";

/**
 * Does something to each message in turn, and stops at the first that fails: whoever reads knows what has been done.
 * @param did what was done, as the first word of a sentence.
 * @param act undefined once it is done.
 */
export async function oneByOne(
  did: "Released" | "Dropped",
  ids: readonly string[],
  place: Place,
  act: (id: string) => Promise<Failure | undefined>,
): Promise<Outcome> {
  const finished: string[] = [];
  for (const id of ids) {
    const trouble = await act(id);
    if (trouble) {
      const before = finished.length > 0 ? `${did} ${finished.join(", ")}. Then: ` : "";
      return failure(`${before}${trouble.problem}`, trouble.remedy);
    }
    finished.push(id);
  }
  const { table, where } = place;
  const lines = finished.map((id) => `${did} ${id} from the table ${table} ${where}.`);
  return done({ [did.toLowerCase()]: finished, ...place }, lines.join("\n"));
}
