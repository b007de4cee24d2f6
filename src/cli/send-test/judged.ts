import { done, failure, type Outcome } from "../command.ts";
import { IN_DOUBT } from "../invoke.ts";

/**
 * What a function said of a test.
 * @param called `postern-contact-dev (local)`.
 * @param remedies by the code of the refusal. Default: its own message says what to do.
 */
export function judged(
  what: "mail" | "text",
  called: string,
  answer: Readonly<Record<string, unknown>> | undefined,
  remedies: Readonly<Record<string, string>>,
): Outcome {
  if (answer?.success === true) {
    const look = "Look whether it arrives: what comes after the provider is seen nowhere here.";
    return done({ what, function: called, answer }, `The function ${called} took the test ${what}. ${look}`);
  }
  if (answer?.success === false) {
    const code = String(answer.error);
    return failure(
      `The function ${called} has not sent the test ${what}: ${code}. ${answer.message}`,
      remedies[code] ?? "postern doctor looks for the cause.",
    );
  }
  return failure(`The function ${called} does not say that it was sent.`, `Its log says why. ${IN_DOUBT}`);
}
