import { join } from "node:path";
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeJob, type Job } from "../../src/delivery/job.ts";
import { ANYBODY, startParts } from "../local/support.ts";
import { cuttingProxy } from "./support/cutting-proxy.ts";
import { typedHere, typedWithAws } from "./support/in-process.ts";
import { folder } from "./support/shell.ts";

const DELIVERY = "postern-delivery-dev";
const DEAD = "postern-delivery-dlq-dev";
const SECRET = "the text of a stranger";

let parts: Awaited<ReturnType<typeof startParts>>;
let proxy: Awaited<ReturnType<typeof cuttingProxy>>;
let client: SQSClient;
/** Every test has queues of its own. */
beforeEach(async () => {
  parts = await startParts({ DELIVERY_QUEUE_URL: `https://sqs.invalid/000000000000/${DELIVERY}` });
  proxy = await cuttingProxy(parts.sqsUrl);
  client = new SQSClient({ ...ANYBODY, endpoint: parts.sqsUrl, useQueueUrlAsEndpoint: false });
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  await parts.close();
});

const urlOf = async (QueueName: string) =>
  (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? "";
async function put(queue: string, body: string): Promise<string> {
  const { MessageId = "" } = await client.send(
    new SendMessageCommand({ QueueUrl: await urlOf(queue), MessageBody: body }),
  );
  return MessageId;
}
/** What somebody else would get from the queue now. */
async function visibleIn(queue: string): Promise<(string | undefined)[]> {
  const QueueUrl = await urlOf(queue);
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages.map(({ Body }) => Body).sort();
}
async function countIn(queue: string): Promise<number> {
  const QueueUrl = await urlOf(queue);
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  return (
    Number(Attributes?.ApproximateNumberOfMessages) +
    Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
  );
}

let jobs = 0;
function jobBody(over: Partial<Job> = {}): string {
  jobs += 1;
  const payload = { name: "Ada", email: "ada@example.com", message: SECRET };
  return encodeJob({ kind: "contact", id: `job-${jobs}`, acceptedAtMs: 0, payload, ...over } as Job);
}

const port = () => new URL(proxy.url).port;
const where = () => `at 127.0.0.1:${port()} (local)`;
const place = () => ({ queue: DEAD, where: where() });
const cli = (args: string, env: Readonly<Record<string, string>> = {}, nowMs = Date.now()) =>
  typedHere(`dlq ${args}`, { SQS_PORT: port(), ...env }, nowMs);
async function json<T>(args: string): Promise<T> {
  const { exitCode, stdout, stderr } = await cli(`${args} --json`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout) as T;
}

interface Listed {
  readonly letters: readonly { readonly id: string; readonly received: number }[];
  readonly more: boolean;
}

describe("dlq list", () => {
  it("shows what SQS gave up on, without its text, and leaves it where it is", async () => {
    const body = jobBody({ id: "job-x", acceptedAtMs: 1_000 });
    const id = await put(DELIVERY, body);
    for (let attempt = 0; attempt < 6; attempt += 1) await visibleIn(DELIVERY);
    expect(await countIn(DEAD)).toBe(1);

    const { stdout } = await cli("list", {}, Date.now() + 3 * 86_400_000);
    expect(stdout).not.toContain(SECRET);
    const [head, row] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/^ID +KIND +AGE +RECEIVED +JOB$/);
    expect(row).toMatch(new RegExp(`^${id} +contact +3d +\\d+ +job-x$`));
    expect(await visibleIn(DEAD)).toEqual([body]);

    expect(await json("list")).toEqual({
      letters: [
        {
          id,
          kind: "contact",
          jobId: "job-x",
          acceptedAt: "1970-01-01T00:00:01.000Z",
          sentAt: expect.stringMatching(/^\d{4}-/),
          received: expect.any(Number),
        },
      ],
      more: false,
      ...place(),
    });
  });

  it("shows what is no job as well", async () => {
    const id = await put(DEAD, `{"v":2,"${SECRET}":1}`);
    const { stdout } = await cli("list");
    expect(stdout).toMatch(new RegExp(`${id} +unknown +0m +1`));
    expect(stdout).not.toContain(SECRET);
  });

  it("shows each once and hides none from others, over several receptions", async () => {
    const ids = new Set<string>();
    for (let index = 0; index < 23; index += 1) ids.add(await put(DEAD, jobBody()));
    for (const _ of [1, 2]) {
      const { letters, more } = await json<Listed>("list");
      expect(letters).toHaveLength(23);
      expect(new Set(letters.map(({ id }) => id))).toEqual(ids);
      expect(more).toBe(false);
    }
    expect(await visibleIn(DEAD)).toHaveLength(10);
  });

  it("says when there are more than it looked at", async () => {
    for (let index = 0; index < 12; index += 1) await put(DEAD, jobBody());
    expect((await cli("list --limit 11")).stdout).toContain("\n\nThere are more than these 11.\n");
    expect(await json<Listed>("list --limit 11")).toMatchObject({ more: true });
    expect((await cli("list --limit 12")).stdout).not.toContain("more");
    expect(await json<Listed>("list --limit 12")).toMatchObject({ more: false });
  });

  it("says so where there is none", async () => {
    expect((await cli("list")).stdout).toBe(`There is no message in the queue ${DEAD} ${where()}.\n`);
    expect(await json("list")).toEqual({ letters: [], more: false, ...place() });
  });
});

describe("dlq show", () => {
  it("prints one whole, and leaves it where it is", async () => {
    await put(DEAD, jobBody());
    const message = `${SECRET}\nid  none\u001b[2J`;
    const body = jobBody({ payload: { name: "Eve", email: "eve@example.com", message } });
    const id = await put(DEAD, body);
    const { stdout } = await cli(`show ${id}`);
    expect(stdout).toMatch(new RegExp(`^id +${id}\nkind +contact\njob +job-\\d+\nsent +\\d{4}`));
    expect(stdout).toContain("\n\nname\n  Eve\n\nemail\n  eve@example.com\n");
    expect(stdout).toContain(`\n\nmessage\n  ${SECRET}\n  id  none\ufffd[2J\n`);
    expect(await json(`show ${id}`)).toMatchObject({ id, kind: "contact", body, ...place() });
    expect(await visibleIn(DEAD)).toHaveLength(2);
  });

  it("prints texts and what is no job", async () => {
    const payload = {
      to: "+6612345678",
      body: "Hi",
      source: "shop",
      reference: "r1",
      notAfterMs: 0,
      paidFor: null,
    };
    const text = await put(DEAD, jobBody({ kind: "text", payload }));
    const { stdout } = await cli(`show ${text}`);
    expect(stdout).toContain("\n\nto\n  +6612345678\n");
    expect(stdout).toContain("\n\nnotAfterMs\n  1970-01-01 00:00 UTC\n");
    const poison = await put(DEAD, "no job\u009b2J");
    expect((await cli(`show ${poison}`)).stdout).toContain("\n\nbody\n  no job\ufffd2J\n");
    // Exact, and yet nothing that moves a terminal.
    const { stdout: asJson } = await cli(`show ${poison} --json`);
    expect(asJson).toContain('"no job\\u009b2J"');
    expect(JSON.parse(asJson)).toMatchObject({ body: "no job\u009b2J" });
  });
});

describe("dlq replay", () => {
  it("puts one back into the delivery queue, word for word, and only then ends it here", async () => {
    const [kept, body] = [jobBody(), jobBody()];
    await put(DEAD, kept);
    const id = await put(DEAD, body);
    const { stdout } = await cli(`replay ${id}`);
    expect(stdout).toBe(`Replayed 1 message from the queue ${DEAD} ${where()} to ${DELIVERY}.\n`);
    expect(await visibleIn(DELIVERY)).toEqual([body]);
    expect(await visibleIn(DEAD)).toEqual([kept]);
    expect(proxy.actions.filter((action) => /^(Send|Delete)/.test(action))).toEqual([
      "SendMessage",
      "DeleteMessage",
    ]);
  });

  it("puts several back, or all", async () => {
    const bodies = Array.from({ length: 14 }, () => jobBody());
    const ids: string[] = [];
    for (const body of bodies) ids.push(await put(DEAD, body));
    const [first, second] = ids;
    expect(await json(`replay ${first} ${second}`)).toEqual({
      replayed: expect.arrayContaining([first, second]),
      more: false,
      to: DELIVERY,
      ...place(),
    });
    expect(await countIn(DELIVERY)).toBe(2);
    proxy.actions.length = 0;
    expect((await cli("replay --all")).stdout).toContain("Replayed 12 messages from");
    expect([await countIn(DELIVERY), await countIn(DEAD)]).toEqual([14, 0]);
    // What has ended is not given back.
    expect(proxy.actions).not.toContain("ChangeMessageVisibilityBatch");
    expect((await cli("replay --all")).stdout).toContain("Replayed 0 messages from");
  });

  it("takes the id of a job as well, as the log names it; dlq show does, too", async () => {
    await put(DEAD, jobBody());
    const body = jobBody({ id: "named-in-the-log" });
    const id = await put(DEAD, body);
    expect(await json("show named-in-the-log")).toMatchObject({ id, jobId: "named-in-the-log" });
    expect(await json("replay named-in-the-log")).toMatchObject({ replayed: [id] });
    expect(await visibleIn(DELIVERY)).toEqual([body]);
  });

  it("ends none that it could not put back", async () => {
    const body = jobBody();
    const id = await put(DEAD, body);
    proxy.cut.add("SendMessage");
    const failed = await cli(`replay ${id}`);
    expect(failed).toMatchObject({ exitCode: 1, stdout: "" });
    expect(failed.stderr).toContain(`postern: The queue ${DELIVERY} ${where()} cannot be asked.`);
    expect(await visibleIn(DEAD)).toEqual([body]);
    expect(await countIn(DELIVERY)).toBe(0);
  });

  it("interrupted between the two, leaves it twice rather than nowhere", async () => {
    const body = jobBody();
    await put(DEAD, body);
    proxy.cut.add("DeleteMessage");
    const failed = await cli("replay --all");
    expect(failed.stderr).toContain(`The queue ${DEAD} ${where()} cannot be asked.`);
    expect([await visibleIn(DELIVERY), await visibleIn(DEAD)]).toEqual([[body], [body]]);
  });

  it("tells what it has done when it ends halfway", async () => {
    const id = await put(DEAD, jobBody());
    const failed = await cli(`replay ${id} nobody`);
    expect(failed).toMatchObject({ exitCode: 1, stdout: "" });
    expect(failed.stderr).toBe(
      `postern: Replayed ${id}. Then: There is no message "nobody" in the queue ${DEAD} ${where()}. postern dlq list shows those there are.\n`,
    );
  });
});

describe("dlq drop", () => {
  it("deletes those named, and no other, and puts none anywhere", async () => {
    const kept = jobBody();
    await put(DEAD, kept);
    const [id, poison] = [await put(DEAD, jobBody()), await put(DEAD, "no job")];
    await put(DEAD, jobBody({ id: "named" }));
    expect((await cli(`drop ${id}`)).stdout).toBe(`Dropped 1 message from the queue ${DEAD} ${where()}.\n`);
    expect(await json(`drop ${poison} named`)).toMatchObject({ dropped: expect.arrayContaining([poison]) });
    expect(await visibleIn(DEAD)).toEqual([kept]);
    expect(await countIn(DELIVERY)).toBe(0);
  });

  it("deletes all only when that is said twice", async () => {
    for (let i = 0; i < 12; i += 1) await put(DEAD, jobBody());
    await cli("drop --all");
    expect(await countIn(DEAD)).toBe(12);
    expect((await cli("drop --all --yes")).stdout).toContain("Dropped 12 messages");
    expect([await countIn(DEAD), await countIn(DELIVERY)]).toEqual([0, 0]);
  });

  it("tells what it has done when it ends halfway", async () => {
    const id = await put(DEAD, jobBody());
    expect((await cli(`drop ${id} nobody`)).stderr).toContain(`postern: Dropped ${id}. Then: There is no`);
  });
});

describe("what cannot be given back", () => {
  beforeEach(() => void proxy.cut.add("ChangeMessageVisibilityBatch"));

  it("comes back by itself: dlq list has listed", async () => {
    const id = await put(DEAD, jobBody());
    expect(await json<Listed>("list")).toMatchObject({ letters: [{ id }], more: false });
  });

  it("comes back by itself: dlq replay has replayed", async () => {
    await put(DEAD, jobBody());
    const id = await put(DEAD, jobBody({ id: "named" }));
    expect(await json("replay named")).toMatchObject({ replayed: [id] });
    expect(proxy.actions).toContain("ChangeMessageVisibilityBatch");
  });
});

describe("dlq", () => {
  it.each([
    ["show nobody", 1, 'There is no message "nobody" in the queue postern-delivery-dlq-dev'],
    ["replay nobody", 1, "postern dlq list shows those there are."],
    ["show", 2, "The ID is missing."],
    ["show one two", 2, 'There is no place for "two".'],
    ["replay", 2, "It is not said which. Name the ID of one or several, or say --all."],
    ["drop", 2, "It is not said which. Name the ID of one or several, or say --all."],
    ["drop nobody", 1, 'There is no message "nobody" in the queue postern-delivery-dlq-dev'],
    ["drop --all", 2, "Look at them first: postern dlq list. Then say --all --yes."],
    ["drop one --all --yes", 2, "All of them, or those named: not both."],
    ["replay one --all", 2, "All of them, or those named: not both."],
    ["list --limit 0", 2, '"0" is no limit. Write a whole number from 1 to 1000.'],
    ["list --limit 1001", 2, '"1001" is no limit.'],
    ["list --limit many", 2, '"many" is no limit.'],
    ["list --stage staging", 2, "Choose one of local, dev, prod."],
  ])("%s: exit code %i, %s", async (args, exitCode, sentence) => {
    const failed = await cli(args);
    expect(failed).toMatchObject({ exitCode, stdout: "" });
    expect(failed.stderr).toMatch(/^postern: [^\n]+\n$/);
    expect(failed.stderr).toContain(sentence);
  });

  it.each([
    [{ SQS_PORT: "1" }, "Nothing answers. Run npm start, or set SQS_PORT to where its SQS is"],
    [{ SQS_PORT: "x" }, "SQS_PORT is not a whole number"],
  ])("with %j: one line, %s", async (env, sentence) => {
    const failed = await cli("list", env);
    expect(failed).toMatchObject({ exitCode: 1, stdout: "" });
    expect(failed.stderr).toMatch(/^postern: [^\n]+\n$/);
    expect(failed.stderr).toContain(sentence);
  });

  it("says how to mend it when npm start has no queue, and when AWS has none", async () => {
    const without = await startParts();
    try {
      const { stderr } = await cli("list", { SQS_PORT: new URL(without.sqsUrl).port });
      expect(stderr).toContain("There is no such queue. Is this the SQS of npm start?");
    } finally {
      await without.close();
    }
    const aws = { AWS_REGION: "eu-north-1", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    const { stderr } = await typedWithAws("dlq list --stage prod", {
      ...aws,
      AWS_ENDPOINT_URL_SQS: proxy.url,
    });
    expect(stderr).toContain(
      `The queue postern-delivery-dlq-prod at ${proxy.url} (prod) cannot be asked. There is no such queue. Deploy first, or set AWS_REGION to its region.`,
    );
  });

  it("goes to the endpoint of a profile, whatever host SQS gives a queue's URL", async () => {
    const profile = await folder({
      config: `[default]\nregion = us-east-1\nendpoint_url = ${proxy.url}\n`,
      credentials: "[default]\naws_access_key_id = a\naws_secret_access_key = b\n",
    });
    try {
      const id = await put(DEAD, jobBody());
      const { exitCode, stdout, stderr } = await typedWithAws("dlq list --stage dev", {
        AWS_CONFIG_FILE: join(profile.path, "config"),
        AWS_SHARED_CREDENTIALS_FILE: join(profile.path, "credentials"),
      });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      expect(stdout).toContain(id);
      expect(proxy.actions).toEqual([
        "GetQueueUrl",
        "ReceiveMessage",
        "ReceiveMessage",
        "ChangeMessageVisibilityBatch",
      ]);
    } finally {
      await profile.remove();
    }
  });

  it("says so when its credentials may not", async () => {
    parts.faults.set({ sqs: "unauthorized" });
    expect((await cli("list")).stderr).toContain("These AWS credentials may not use it.");
  });
});
