import type { InvokeCommandOutput } from "@aws-sdk/client-lambda";
import { clientConfig } from "../aws/connection.ts";
import { parseJsonObject } from "../http/json-object.ts";
import { type Failure, failure, type Shell } from "./command.ts";
import { deployedName, suffixOf } from "./deployed-name.ts";
import { findService } from "./service.ts";
import type { Staged } from "./stage.ts";

/** Longer than a function itself may take. */
const TIMEOUT_MS = 60_000;

export const IN_DOUBT = "Look whether the message has come before you try again.";

export interface Invoked {
  readonly ok: true;
  /** For sentences: `postern-contact-dev (local)`. */
  readonly called: string;
  /** The JSON object that it answered with; undefined for anything else, and for a function that failed. */
  readonly answer: Readonly<Record<string, unknown>> | undefined;
}

/** Invokes a function of a stage, once: after a time-out its message may be on its way. */
export async function invoke(
  name: string,
  payload: object,
  staged: Pick<Staged, "stage" | "settings">,
  shell: Shell,
): Promise<Invoked | Failure> {
  const functionName = deployedName(name, suffixOf(staged.stage));
  const called = `${functionName} (${staged.stage})`;
  const service = await findService("LAMBDA", { ok: true, ...staged }, shell);
  if (!service.ok) return service;
  const { InvokeCommand, LambdaClient } = await import("./lambda.ts");
  const client = new LambdaClient({ ...clientConfig(service.connection), maxAttempts: 1 });
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) });
  let invoked: InvokeCommandOutput;
  try {
    invoked = await client.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const [problem, remedy] = TROUBLE[nameOf(error)] ?? [`failed with ${nameOf(error)}`, IN_DOUBT];
    return failure(`The function ${called} ${problem}.`, remedy);
  } finally {
    client.destroy();
  }
  const { FunctionError, Payload } = invoked;
  const text = FunctionError === undefined ? Payload?.transformToString() : undefined;
  return { ok: true, called, answer: parseJsonObject(text ?? "") };
}

/** Completes "The function NAME …", by the name of what the SDK throws. */
const TROUBLE: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ECONNREFUSED: [
    "does not answer",
    "Run npm start, or set PORT to where it serves; for AWS say --stage dev or --stage prod.",
  ],
  CredentialsProviderError: [
    "was not asked: no AWS credentials were found",
    "Log in to AWS, or set AWS_PROFILE.",
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
