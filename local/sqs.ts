import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { ChangeMessageVisibilityCommand, CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { behindFaults, type Refusals } from "./faults.ts";
import { jsonAnswer } from "./json-answer.ts";
import { listen } from "./listen.ts";
import { refuseForeign } from "./own-origin.ts";
import { deadLetterName, QUEUE_SETTINGS, queueArn, queueName } from "./queues.ts";
import { type Answer, pathOf, send } from "./serve.ts";
import { refuseUnsigned } from "./signature.ts";
import type { StandIn } from "./stand-in.ts";

const PROTOCOL = "application/x-amz-json-1.0";
/** A message that was received so often goes to the dead-letter queue instead of being received again. */
const MAX_RECEIVE_COUNT = 5;

/** SQS over its JSON protocol, by fauxqs in this process, in memory. Each queue has a dead-letter queue beside it. */
export const sqs: StandIn = {
  endpointSetting: "AWS_ENDPOINT_URL_SQS",
  start: async ({ port, fault, valuesOf, region, whenAdvanced, report }) => {
    // Loading it takes a tenth of a second, which only those pay who use a queue.
    let loading: ReturnType<typeof loadEngine> | undefined;
    const work: RequestListener = (request, response) => {
      loading ??= loadEngine(region);
      loading
        .then((engine) => engine.routing(request, response))
        .catch((error) => {
          report(error);
          response.destroy();
        });
    };
    const behind = behindFaults(fault, refusals, work);
    const server = createServer((request, response) => {
      const refusal = refuseForeign(request) ?? refuse(request) ?? refuseOtherProtocols(request);
      if (refusal !== undefined) return send(response, refusal);
      behind(request, response);
    });

    const listening = await listen(server, port, "SQS_PORT");
    const close = async () => {
      await listening.close();
      await (await loading)?.close();
    };
    try {
      await createQueues(new Set(QUEUE_SETTINGS.flatMap(valuesOf).map(queueName)), listening.url, region);
      whenAdvanced?.(async (bySeconds) => {
        if (loading !== undefined) await advance(await loading, listening.url, region, bySeconds);
      });
      return { ...listening, close };
    } catch (error) {
      await close();
      throw error;
    }
  },
};

/** Its own server would listen on every interface, so it gets none: requests are handed to it. */
async function loadEngine(region: string) {
  const { buildApp } = await import("fauxqs");
  const engine = buildApp({ logger: false, defaultRegion: region });
  await engine.ready();
  return engine;
}

const clientOf = (endpoint: string, region: string) =>
  new SQSClient({
    ...{ endpoint, region, credentials: { accessKeyId: "local", secretAccessKey: "local" } },
    ...{ maxAttempts: 1, useQueueUrlAsEndpoint: false },
  });

/** The engine has a clock of its own: messages in flight come back so much sooner instead. */
async function advance(engine: Engine, endpoint: string, region: string, bySeconds: number): Promise<void> {
  const client = clientOf(endpoint, region);
  const ask = async (path: string) => (await engine.inject(path)).json();
  try {
    for (const { name, url } of (await ask("/_fauxqs/queues")) as QueueInEngine[]) {
      const { messages } = (await ask(`/_fauxqs/queues/${encodeURIComponent(name)}`)) as QueueContents;
      for (const { receiptHandle, visibilityDeadline } of messages.inflight) {
        const leftSeconds = Math.ceil((visibilityDeadline - Date.now()) / 1_000) - bySeconds;
        const VisibilityTimeout = Math.max(0, leftSeconds);
        const message = { QueueUrl: url, ReceiptHandle: receiptHandle, VisibilityTimeout };
        await client.send(new ChangeMessageVisibilityCommand(message));
      }
    }
  } finally {
    client.destroy();
  }
}

type Engine = Awaited<ReturnType<typeof loadEngine>>;

interface QueueInEngine {
  readonly name: string;
  readonly url: string;
}

interface QueueContents {
  readonly messages: {
    readonly inflight: readonly { readonly receiptHandle: string; readonly visibilityDeadline: number }[];
  };
}

async function createQueues(names: ReadonlySet<string>, endpoint: string, region: string): Promise<void> {
  const client = clientOf(endpoint, region);
  const create = (QueueName: string, Attributes = {}) =>
    client.send(new CreateQueueCommand({ QueueName, Attributes }));
  try {
    for (const name of names) {
      const deadLetters = deadLetterName(name);
      const redrive = {
        deadLetterTargetArn: queueArn(deadLetters, region),
        maxReceiveCount: MAX_RECEIVE_COUNT,
      };
      await create(deadLetters);
      await create(name, { RedrivePolicy: JSON.stringify(redrive) });
    }
  } finally {
    client.destroy();
  }
}

const refuse = refuseUnsigned("sqs", ({ code, message }) =>
  sqsError(403, `com.amazon.coral.service#${code}Exception`, code, message),
);

/** The engine also speaks S3 and SNS. */
function refuseOtherProtocols(request: IncomingMessage): Answer | undefined {
  const { method, headers } = request;
  const isOurs =
    method === "POST" && pathOf(request) === "/" && headers["content-type"]?.startsWith(PROTOCOL);
  if (isOurs) return undefined;
  const message = `Only POST / with ${PROTOCOL} is answered here.`;
  return sqsError(404, "com.amazon.coral.service#UnknownOperationException", "InvalidAction", message);
}

function sqsError(status: number, type: string, queryCode: string, message: string): Answer {
  const queryError = `${queryCode};${status < 500 ? "Sender" : "Receiver"}`;
  const headers = { "content-type": PROTOCOL, "x-amzn-query-error": queryError };
  return jsonAnswer(status, { __type: type, message }, headers);
}

const refusals: Refusals = {
  reject: sqsError(
    400,
    "com.amazonaws.sqs#InvalidMessageContents",
    "InvalidMessageContents",
    "Refused by the fault switch",
  ),
  error: sqsError(
    500,
    "com.amazon.coral.service#InternalFailure",
    "InternalFailure",
    "The request processing has failed because of an unknown error.",
  ),
  throttle: sqsError(
    400,
    "com.amazonaws.sqs#RequestThrottled",
    "RequestThrottled",
    "The request was denied due to request throttling.",
  ),
  unauthorized: sqsError(
    403,
    "com.amazon.coral.service#AccessDeniedException",
    "AccessDenied",
    "User is not authorized to perform this operation",
  ),
};
