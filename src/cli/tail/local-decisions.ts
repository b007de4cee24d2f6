import { failure } from "../command.ts";
import type { Decision } from "./decision.ts";
import type { Source } from "./source.ts";

/**
 * The decisions of the running `npm start`.
 * @param sinceMs those from then on; undefined: those that come after the first question.
 */
export function localDecisions(url: string, sinceMs: number | undefined, timeoutMs: number): Source {
  let told: ReadonlySet<string> | undefined;
  return {
    everyMs: 1_000,
    next: async () => {
      let listed: readonly Decision[];
      try {
        const answer = await fetch(`${url}/_postern/decisions`, { signal: AbortSignal.timeout(timeoutMs) });
        if (!answer.ok) return notLocal(url, `It answers with ${answer.status}.`);
        listed = (await answer.json()) as readonly Decision[];
      } catch (error) {
        return notLocal(url, problemOf(error));
      }
      const before = told;
      told = new Set(listed.map(keyOf));
      if (before !== undefined) return listed.filter((each) => !before.has(keyOf(each)));
      return sinceMs === undefined ? [] : listed.filter(({ atMs }) => atMs >= sinceMs);
    },
    close: () => undefined,
  };
}

/** A request may leave two: one of the gateway and one of the function. */
const keyOf = ({ requestId, function: name, gate, atMs, reason }: Decision) =>
  JSON.stringify([requestId, name, gate, atMs, reason]);

/** `fetch` says so of every connection that does not come about. */
function problemOf(error: unknown): string {
  if (error instanceof TypeError) return "Nothing answers.";
  return error instanceof SyntaxError ? "It does not answer with JSON." : "It does not answer in time.";
}

const notLocal = (url: string, problem: string) =>
  failure(
    `The decisions at ${new URL(url).host} (local) cannot be asked. ${problem}`,
    "Run npm start, or set PORT to where it serves; for AWS say --stage dev or --stage prod.",
  );
