import type { InvokeCommandOutput, LambdaClientConfig } from "@aws-sdk/client-lambda";
import { parseJsonObject } from "../../http/json-object.ts";
import type { KeptMessage } from "../../stores/message-store.ts";
import { type Failure, failure } from "../command.ts";
import { deployedName, suffixOf } from "../deployed-name.ts";
import type { Opened } from "./with-messages.ts";

/** Longer than the function itself may take. */
const TIMEOUT_MS = 60_000;

const IN_DOUBT = "Look whether the mail has come before you try again.";

/** Has the contact function send a message that was held. Undefined once it has said that it did. */
export async function releaseBy(
  { stage, settings: { PORT } }: Pick<Opened, "stage" | "settings">,
  { id, name, email, message }: KeptMessage,
): Promise<Failure | undefined> {
  const functionName = deployedName("contact", suffixOf(stage));
  const { InvokeCommand, LambdaClient } = await import("./lambda.ts");
  const here: LambdaClientConfig = {
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${PORT}`,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  // One attempt: after a time-out the mail may be on its way.
  const client = new LambdaClient({ ...(stage === "local" && here), maxAttempts: 1 });
  const Payload = JSON.stringify({ release: { id, name, email, message } });
  const command = new InvokeCommand({ FunctionName: functionName, Payload });
  let invoked: InvokeCommandOutput;
  try {
    invoked = await client.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const [problem, remedy] = TROUBLE[nameOf(error)] ?? [`failed with ${nameOf(error)}`, IN_DOUBT];
    return failure(`The function ${functionName} (${stage}) ${problem}.`, remedy);
  } finally {
    client.destroy();
  }
  return judged(functionName, invoked);
}

/** Completes "The function NAME …", by the name of what the SDK throws. */
const TROUBLE: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ECONNREFUSED: [
    "does not answer",
    "Run npm start, or set PORT to where it serves; for AWS say --stage dev or --stage prod.",
  ],
  ResourceNotFoundException: ["is not there", "Deploy first, and set AWS_REGION to its region."],
  AccessDeniedException: [
    "may not be invoked with these AWS credentials",
    "They need lambda:InvokeFunction.",
  ],
  AbortError: ["does not answer in time", IN_DOUBT],
  TimeoutError: ["does not answer in time", IN_DOUBT],
};

/** A system error has its name in `code`; one of the SDK in `name`. */
function nameOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(typeof code === "string" ? code : name);
}

/** Only what the function says itself counts as sent. */
function judged(functionName: string, { FunctionError, Payload }: InvokeCommandOutput): Failure | undefined {
  const answer =
    FunctionError === undefined ? parseJsonObject(Payload?.transformToString() ?? "") : undefined;
  if (answer?.success === true) return undefined;
  if (answer?.success === false) {
    const isInDoubt = answer.error === "SEND_FAILED" || answer.error === "INTERNAL_ERROR";
    const problem = `The function ${functionName} has not sent it: ${answer.error}. ${answer.message}`;
    return failure(problem, isInDoubt ? IN_DOUBT : "It is still held.");
  }
  return failure(
    `The function ${functionName} does not say that it was sent.`,
    `Its log says why; one that was deployed before there were releases cannot do it. ${IN_DOUBT}`,
  );
}
