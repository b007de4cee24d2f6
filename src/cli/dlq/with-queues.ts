import { isUnavailable } from "../../gate/is-unavailable.ts";
import { type Failure, failure, type Outcome, type Shell } from "../command.ts";
import { deployedName, suffixOf } from "../deployed-name.ts";
import { findService, TIMEOUT_MS } from "../service.ts";
import { serviceTrouble } from "../service-trouble.ts";
import { readStage } from "../stage.ts";
import type { SqsQueue } from "./queues.ts";

export interface OpenedQueues {
  readonly deadLetters: SqsQueue;
  /** From where messages are delivered. */
  readonly delivery: SqsQueue;
  /** For every line and object: the queue that was looked at, and where. */
  readonly place: { readonly queue: string; readonly where: string };
}

/** Runs a command on the queues of a stage, and puts one that cannot be asked into words. */
export async function withQueues(
  wanted: string | undefined,
  shell: Shell,
  act: (opened: OpenedQueues) => Promise<Outcome>,
): Promise<Outcome> {
  const staged = readStage(wanted, shell);
  if (!staged.ok) return staged;
  const service = await findService("SQS", staged, shell);
  if (!service.ok) return service;
  const { connection, where } = service;
  const { stage } = staged;
  // Who manages keys need not wait for this part of the SDK.
  const { sqsQueues } = await import("./queues.ts");
  const { queue, close } = sqsQueues(connection, TIMEOUT_MS);
  const deadLetters = queue(deployedName("delivery-dlq", suffixOf(stage)));
  const delivery = queue(deployedName("delivery", suffixOf(stage)));
  try {
    return await act({ deadLetters, delivery, place: { queue: deadLetters.name, where } });
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return serviceTrouble(error.cause, { kind: "queue", name: error.part, where, stage });
  } finally {
    close();
  }
}

/** So many messages are looked at to find one. */
export const MOST_LOOKED_AT = 1_000;

export const noSuchLetter = (
  id: string,
  hasMore: boolean,
  { queue, where }: OpenedQueues["place"],
): Failure =>
  failure(
    hasMore
      ? `"${id}" is not among the first ${MOST_LOOKED_AT} messages of the queue ${queue} ${where}, and there are more.`
      : `There is no message "${id}" in the queue ${queue} ${where}.`,
    hasMore
      ? "Replay some of those first: postern dlq list shows them."
      : "postern dlq list shows those there are.",
  );
