import { type Placed, proseOf } from "./markdown.ts";
import type { Running } from "./running.ts";

const ADDRESS = /http:\/\/(?:127\.0\.0\.1|localhost):8787[^\s`'"<>)\]]*/g;

/** Where running text sends its reader on the local system; whatever is sent there otherwise can be read. */
export const addressesIn = (markdown: string): readonly Placed[] =>
  proseOf(markdown)
    .split("\n")
    .flatMap((line, index) => (line.match(ADDRESS) ?? []).map((text) => ({ line: index + 1, text })));

/** The addresses of a document that the local system does not answer, with their lines. */
export async function unansweredIn(
  document: string,
  markdown: string,
  { here }: Running,
): Promise<readonly string[]> {
  const asked = addressesIn(markdown).map(async ({ line, text }) => {
    const { ok, status } = await fetch(here(text));
    return ok ? [] : [`${document}:${line}: ${text} is answered ${status}`];
  });
  return (await Promise.all(asked)).flat();
}
