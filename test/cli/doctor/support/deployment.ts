import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { listen } from "../../../../local/listen.ts";
import { startLocalSystem } from "../../../../local/system.ts";

/** Addresses and secrets that nobody may find in what is printed. */
export const PLANTED = {
  FROM_EMAIL: "planted-from@example.com",
  TO_EMAIL: "planted-to@example.net",
  EDGE_SECRET: "planted-edge-secret",
  TRUEMAIL_API_KEY: "planted-truemail-key",
};
const CLICKSEND = { username: "planted-user", api_key: "planted-api-key" };
export const SECRETS: readonly string[] = [...Object.values(PLANTED), ...Object.values(CLICKSEND)];

export const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

/** What Lambda tells of a function beside what is so: settings over its own, `undefined` takes one away. */
type Environment = Readonly<Record<string, string | undefined>>;

export interface ToldOtherwise {
  environments: Readonly<Record<string, Environment>>;
  /** Functions that Lambda does not know. */
  absent: readonly string[];
  /** Functions that nobody may look at. */
  denied: readonly string[];
  tags: Readonly<Record<string, string>>;
  lastModified: string | undefined;
}

const asItIs = (): ToldOtherwise => ({
  environments: {},
  absent: [],
  denied: [],
  tags: { "numbering-plans": new Date().toISOString().slice(0, 10) },
  lastModified: undefined,
});

/**
 * The local system, and in front of its port one that tells otherwise of the functions: a deployment with wrong settings, which
 * the local system would refuse to start with.
 */
export async function startDeployment() {
  const system = await startLocalSystem({ port: 0, dynamodbPort: 0, env: PLANTED });
  const putClickSend = async (SecretString: string) => {
    const connection = { region: "us-east-1", endpoint: system.secretsUrl, credentials: CREDENTIALS };
    const secrets = new SecretsManagerClient(connection);
    await secrets.send(new PutSecretValueCommand({ SecretId: "postern/clicksend-dev", SecretString }));
    secrets.destroy();
  };
  await putClickSend(JSON.stringify(CLICKSEND));
  const sqs = new SQSClient({ region: "us-east-1", endpoint: system.sqsUrl, credentials: CREDENTIALS });
  const deadLetters = `${system.sqsUrl}/000000000000/postern-delivery-dlq-dev`;
  let hasDeadLetter = false;
  let told = asItIs();
  const server = createServer(async (incoming, outgoing) => {
    const { status, headers, body } = await pass(incoming, system.url);
    const path = incoming.url ?? "";
    const name = /postern-(?<name>\w+)-(?:dev|prod)/.exec(decodeURIComponent(path))?.groups?.name ?? "";
    const refusal = refusalOf(name, told);
    if (refusal) {
      outgoing.writeHead(refusal.status, { "x-amzn-errortype": refusal.type }).end("{}");
      return;
    }
    const isTold = path.endsWith("/configuration") || path.includes("/tags/");
    const { "content-length": _, ...others } = headers;
    outgoing.writeHead(status, others);
    outgoing.end(isTold ? JSON.stringify(otherwise(JSON.parse(body), name, told)) : body);
  });
  const front = await listen(server, 0, "the port of a deployment");
  return {
    system,
    url: front.url,
    tell: (changes: Partial<ToldOtherwise>) => {
      told = { ...told, ...changes };
    },
    putClickSend,
    putDeadLetter: async () => {
      hasDeadLetter = true;
      await sqs.send(new SendMessageCommand({ QueueUrl: deadLetters, MessageBody: "{}" }));
    },
    /** A call of the local system's own, as its event source makes them at any time. */
    pollQueue: async () =>
      void (await sqs.send(new ReceiveMessageCommand({ QueueUrl: deadLetters, WaitTimeSeconds: 0 }))),
    /** Makes a queue whose dead-letter queue has been deleted since. */
    makeOrphan: async (QueueName: string) => {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${QueueName}-dlq` }));
      const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${QueueName}-dlq`;
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 });
      await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { RedrivePolicy } }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
    reset: async () => {
      told = asItIs();
      system.account.heal();
      system.faults.set(Object.fromEntries(Object.keys(system.faults.all()).map((part) => [part, "ok"])));
      await putClickSend(JSON.stringify(CLICKSEND));
      if (hasDeadLetter) await sqs.send(new PurgeQueueCommand({ QueueUrl: deadLetters }));
      hasDeadLetter = false;
    },
    close: async () => {
      sqs.destroy();
      await front.close();
      await system.close();
    },
  };
}

export type TestDeployment = Awaited<ReturnType<typeof startDeployment>>;

function refusalOf(name: string, { absent, denied }: ToldOtherwise) {
  if (absent.includes(name)) return { status: 404, type: "ResourceNotFoundException" };
  return denied.includes(name) ? { status: 403, type: "AccessDeniedException" } : undefined;
}

interface Told {
  readonly Environment?: { readonly Variables: Environment };
  readonly Tags?: object;
}

function otherwise(found: Told, name: string, { environments, tags, lastModified }: ToldOtherwise) {
  if (found.Tags) return { Tags: { ...found.Tags, ...tags } };
  const Variables = { ...found.Environment?.Variables, ...environments[name] };
  return { ...found, Environment: { Variables }, ...(lastModified && { LastModified: lastModified }) };
}

function pass(incoming: IncomingMessage, target: string) {
  const { hostname, port, host } = new URL(target);
  const { method, url: path, headers } = incoming;
  return new Promise<{ status: number; headers: IncomingMessage["headers"]; body: string }>(
    (resolve, reject) => {
      const passed = httpRequest(
        { hostname, port, method, path, headers: { ...headers, host } },
        async (answer) => {
          const chunks: Buffer[] = [];
          for await (const chunk of answer) chunks.push(chunk);
          resolve({
            status: answer.statusCode ?? 502,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString(),
          });
        },
      );
      passed.on("error", reject);
      incoming.pipe(passed);
    },
  );
}
