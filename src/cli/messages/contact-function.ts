import type { KeptMessage } from "../../stores/message-store.ts";
import { type Failure, failure, type Shell } from "../command.ts";
import { IN_DOUBT, invoke } from "../invoke.ts";
import type { Opened } from "./with-messages.ts";

/** Has the contact function send a message that was held. Undefined once it has said that it did. */
export async function releaseBy(
  staged: Pick<Opened, "stage" | "settings">,
  { id, name, email, message }: KeptMessage,
  shell: Shell,
): Promise<Failure | undefined> {
  const invoked = await invoke("contact", { release: { id, name, email, message } }, staged, shell);
  if (!invoked.ok) return invoked;
  // Only what the function says itself counts as sent.
  const { called, answer } = invoked;
  if (answer?.success === true) return undefined;
  if (answer?.success === false) {
    const isInDoubt = answer.error === "SEND_FAILED" || answer.error === "INTERNAL_ERROR";
    const problem = `The function ${called} has not sent it: ${answer.error}. ${answer.message}`;
    return failure(problem, isInDoubt ? IN_DOUBT : "It is still held.");
  }
  return failure(
    `The function ${called} does not say that it was sent.`,
    `Its log says why; one that was deployed before there were releases cannot do it. ${IN_DOUBT}`,
  );
}
