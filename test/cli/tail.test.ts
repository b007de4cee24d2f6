import { createServer } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listen } from "../../local/listen.ts";
import { startLocalSystem } from "../../local/system.ts";
import { inColour } from "../../src/cli/paint.ts";
import { replaceEnvironment, typedHere } from "./support/in-process.ts";

const NOW_MS = Date.parse("2026-11-22T09:30:00Z");

/** `postern tail ARGS` at a clock that only its pauses move; `during` happens in each of them. */
async function tail(
  args: string,
  env: Readonly<Record<string, string>>,
  during: (pause: number) => unknown = () => undefined,
) {
  let nowMs = NOW_MS;
  const pausesMs: number[] = [];
  const shown: string[] = [];
  const ending = await typedHere(`tail ${args}`, env, NOW_MS, {
    nowMs: () => nowMs,
    show: (line) => void shown.push(line),
    pause: async (ms) => {
      pausesMs.push(ms);
      nowMs += ms;
      await during(pausesMs.length);
    },
  });
  return { ...ending, shown, pausesMs };
}

describe("postern tail", () => {
  let system: Awaited<ReturnType<typeof startLocalSystem>>;
  beforeAll(async () => {
    system = await startLocalSystem({ port: 0, dynamodbPort: 0, nowMs: () => NOW_MS });
  });
  afterAll(() => system.close());
  const env = () => ({ PORT: new URL(system.url).port });
  const post = (body: string) =>
    fetch(`${system.url}/contact`, { method: "POST", headers: { "content-type": "application/json" }, body });

  it("shows what comes while it runs, once, and ends when it is to", async () => {
    await post("[]");
    const { exitCode, stdout, shown, pausesMs } = await tail("--for 1m", env(), async (pause) => {
      if (pause === 2) await post('{"name":"Ada","email":"ada@example.com","message":"Hello"}');
      if (pause === 4) await post("[]");
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(shown).toEqual([
      expect.stringMatching(/^09:30:00 {2}contact {2}sent {2}/),
      expect.stringMatching(/^09:30:00 {2}contact {2}refused INVALID_BODY {2}/),
    ]);
    expect(pausesMs).toEqual(Array(60).fill(1_000));
  });

  it("begins earlier when it is told to, and prints a line of JSON each", async () => {
    const { shown } = await tail("--since 1h --for 0m --json", env());
    const reasons = shown.map((line) => JSON.parse(line).reason);
    expect(reasons).toEqual(["INVALID_BODY", "SENT", "INVALID_BODY"]);
    const painted = await typedHere("tail --since 1h --for 0m", env(), NOW_MS, { paint: inColour });
    expect(painted.exitCode).toBe(0);
  });

  it.each([
    ["--for soon", 2, "Write, for example, --for 90d"],
    ["--since soon", 2, '"soon" is no length of time.'],
  ])("%s: exit code %i, %s", async (args, exitCode, sentence) => {
    const { stderr, ...ending } = await tail(args, env());
    expect(ending.exitCode).toBe(exitCode);
    expect(stderr).toContain(sentence);
  });

  it("says what to start where nothing answers", async () => {
    const { exitCode, stderr } = await tail("", { PORT: "1" });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("127.0.0.1:1 (local) cannot be asked. Nothing answers. Run npm start");
  });
});

describe("postern tail --stage prod", () => {
  let logs: Awaited<ReturnType<typeof startLogs>>;
  let putBack: () => void;
  let aws: Readonly<Record<string, string>>;
  beforeEach(async () => {
    logs = await startLogs();
    aws = {
      ...{ AWS_REGION: "eu-north-1", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url,
    };
    putBack = replaceEnvironment(aws);
  });
  afterEach(async () => {
    putBack();
    await logs.close();
  });
  const decision = (reason: string) => JSON.stringify({ gate: "contact", outcome: "refused", reason });

  it("shows the decisions of all functions in order, once, those that come late too", async () => {
    logs.put("contact", NOW_MS + 1_000, decision("RATE_LIMITED"));
    logs.put("sms", NOW_MS, decision("COOLDOWN"));
    logs.put("contact", NOW_MS - 60_000, decision("BEFORE"));
    logs.put("contact", NOW_MS, '{"gate":1,"outcome":2,"reason":3}');
    const { exitCode, stderr, shown, pausesMs } = await tail("--for 1m --stage prod", aws, (pause) => {
      if (pause === 1) logs.put("contact", NOW_MS + 9_000, decision("HONEYPOT"));
      if (pause === 2) logs.put("sms", NOW_MS + 500, decision("LATE"));
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(shown).toEqual([
      "09:30:00  sms  refused COOLDOWN",
      "09:30:01  contact  refused RATE_LIMITED",
      "09:30:09  contact  refused HONEYPOT",
      "09:30:00  sms  refused LATE",
    ]);
    expect(pausesMs).toEqual(Array(12).fill(5_000));
  });

  it("reads page after page, and with --since what was before", async () => {
    for (let i = 0; i < 7; i += 1) logs.put("contact", NOW_MS - 60_000 + i, decision(`R${i}`));
    const { shown } = await tail("--since 1h --for 0m --stage prod --json", aws);
    expect(shown.map((line) => JSON.parse(line).reason)).toEqual(["R0", "R1", "R2", "R3", "R4", "R5", "R6"]);
  });

  it("says so where nothing is deployed, and which right is missing", async () => {
    logs.answer("ResourceNotFoundException");
    const absent = await tail("--stage prod", aws);
    expect(absent.exitCode).toBe(1);
    expect(absent.stderr).toContain("There is no log of a function of the stage prod");
    logs.answer("AccessDeniedException");
    expect((await tail("--stage prod", aws)).stderr).toContain(
      "They need logs:FilterLogEvents on the log group.",
    );
  });
});

/** CloudWatch Logs on the wire, as far as it is asked: two events a page. */
async function startLogs() {
  const events: {
    readonly group: string;
    readonly eventId: string;
    readonly timestamp: number;
    readonly message: string;
  }[] = [];
  let error: string | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = JSON.parse(Buffer.concat(chunks).toString());
    const type =
      request.headers["x-amz-target"] === "Logs_20140328.FilterLogEvents" ? error : "UnknownOperation";
    if (type !== undefined) {
      const message = `User: a is not authorized to perform: logs:FilterLogEvents on resource: b`;
      response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
      return void response.end(JSON.stringify({ __type: type, message }));
    }
    const found = events.filter(
      ({ group, timestamp }) => group === asked.logGroupName && timestamp >= asked.startTime,
    );
    const from = Number(asked.nextToken ?? 0);
    const page = found.slice(from, from + 2).map(({ group: _, ...event }) => event);
    const nextToken = from + 2 < found.length ? String(from + 2) : undefined;
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ events: page, nextToken }));
  });
  const { url, close } = await listen(server, 0, "the port of logs");
  return {
    ...{ url, close },
    put: (name: string, timestamp: number, message: string) =>
      void events.push({
        group: `/aws/lambda/postern-${name}-prod`,
        eventId: `e${events.length}`,
        timestamp,
        message,
      }),
    answer: (type: string) => {
      error = type;
    },
  };
}
