import { InvokeCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import type { FaultMode } from "../../local/faults.ts";
import { sms } from "../../local/functions/sms.ts";
import { startLocalSystem } from "../../local/system.ts";
import { lambdaAt } from "./support.ts";
import { unprotected } from "./unprotected.ts";

/** What came of one text: by whom it was sent, through whom it went, and what the log says of the way. */
interface Ending {
  readonly answer: string;
  readonly outbox: readonly string[];
  readonly fallback?: string;
  readonly degraded?: true;
  /** How a second text to the same number ends ten seconds later, with every part mended. */
  readonly secondText: "SENT" | "RATE_LIMITED";
}

const PHONE = "+66812345678";

async function endingWith(
  faults: Readonly<Record<string, FaultMode>>,
  env: Readonly<Record<string, string>> = {},
  functions = { sms },
): Promise<Ending> {
  let nowMs = Date.UTC(2026, 10, 21, 23, 4, 5);
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const options = { port: 0, dynamodbPort: 0, functions, env, print, nowMs: () => nowMs };
  const system = await startLocalSystem(options);
  const lambda = lambdaAt(system.url);
  const send = async () => {
    const Payload = JSON.stringify({ phone: PHONE, message: "Your code is 123456" });
    const invoked = await lambda.send(new InvokeCommand({ FunctionName: "postern-sms-dev", Payload }));
    return JSON.parse(Buffer.from(invoked.Payload ?? []).toString());
  };
  try {
    expect(system.faults.set(faults)).toBeUndefined();
    const { success, provider, error, message } = await send();
    const outbox = system.outbox
      .list()
      .map((sent) => (sent.channel === "sms" ? sent.provider : sent.channel));
    const fallback = lines.map((line) =>
      /"Falling back to SNS".*"reason":"(\w+)","ambiguous":(\w+)/.exec(line),
    );
    const [why, ambiguous] = fallback.flatMap((found) => found?.slice(1) ?? []);
    const [decision] = system.decisions.list();

    system.faults.set(Object.fromEntries(Object.keys(faults).map((part) => [part, "ok"])));
    nowMs += 10_000;
    const again = await send();
    expect(lines.join("\n")).not.toMatch(/812345678|123456"|local:local|bG9jYWw6bG9jYWw/);
    return {
      answer: success ? `sent by ${provider}` : `${error}: ${message}`,
      outbox,
      ...(why !== undefined && { fallback: ambiguous === "true" ? `${why}, ambiguous` : why }),
      ...(decision?.degraded && { degraded: true }),
      secondText: again.success ? "SENT" : again.error,
    };
  } finally {
    lambda.destroy();
    await system.close();
  }
}

const NOT_SENT = "SEND_FAILED: The message could not be sent. Please try again later.";
const UNKNOWN = expect.stringMatching(/^SEND_FAILED: Nobody knows whether/);

describe.concurrent("clicksend", () => {
  const bySns = { answer: "sent by SNS", outbox: ["sns"], secondText: "RATE_LIMITED" };
  it.each<[FaultMode, object]>([
    ["ok", { answer: "sent by ClickSend", outbox: ["clicksend"], secondText: "RATE_LIMITED" }],
    ["reject", { answer: NOT_SENT, outbox: [], secondText: "SENT" }],
    ["error", { ...bySns, fallback: "HTTP_500, ambiguous" }],
    ["timeout", { ...bySns, fallback: "READ_TIMEOUT, ambiguous" }],
    ["throttle", { ...bySns, fallback: "HTTP_429" }],
    ["unauthorized", { ...bySns, fallback: "HTTP_401" }],
    ["drop", { ...bySns, outbox: ["clicksend", "sns"], fallback: "ECONNRESET, ambiguous" }],
  ])("%s", async (mode, ending) => {
    expect(await endingWith({ clicksend: mode })).toEqual(ending);
  });
});

describe.concurrent("sns, when ClickSend refuses the credentials", () => {
  const fallback = "HTTP_401";
  const failed = { answer: NOT_SENT, outbox: [], fallback, secondText: "SENT" };
  const doubtful = { answer: UNKNOWN, outbox: [], fallback, secondText: "RATE_LIMITED" };
  it.each<[FaultMode, object]>([
    ["ok", { answer: "sent by SNS", outbox: ["sns"], fallback, secondText: "RATE_LIMITED" }],
    ["reject", failed],
    ["error", doubtful],
    ["timeout", doubtful],
    ["throttle", failed],
    ["unauthorized", failed],
    ["drop", { ...doubtful, outbox: ["sns"] }],
  ])("%s", async (mode, ending) => {
    expect(await endingWith({ clicksend: "unauthorized", sns: mode })).toEqual(ending);
  });
});

const UNWELL: readonly FaultMode[] = ["reject", "error", "timeout", "throttle", "unauthorized", "drop"];

describe.concurrent("dynamodb", () => {
  it.each(UNWELL)("%s: nothing is sent that cannot be counted as money", async (mode) => {
    expect(await endingWith({ dynamodb: mode })).toMatchObject({
      answer: expect.stringMatching(/^SPEND_UNKNOWN: /),
      outbox: [],
      degraded: true,
    });
  });

  it.each(UNWELL)("%s: without a ceiling the instance counts by itself", async (mode) => {
    const ending = await endingWith({ dynamodb: mode }, {}, { sms: unprotected(sms) });
    expect(ending).toMatchObject({ answer: "sent by ClickSend", outbox: ["clicksend"], degraded: true });
    // Whether the table knows of the text depends on whether the write was done before the connection went.
    expect(ending.secondText).toBe(mode === "drop" ? "RATE_LIMITED" : "SENT");
  });

  it.each(UNWELL)("%s: nothing is sent where the owner says so", async (mode) => {
    expect(await endingWith({ dynamodb: mode }, { ON_STORE_FAILURE: "deny" })).toMatchObject({
      answer: NOT_SENT,
      outbox: [],
      degraded: true,
    });
  });
});

describe.concurrent("secrets", () => {
  it.each(UNWELL)("%s: texts go through SNS, under references of this instance", async (mode) => {
    expect(await endingWith({ secrets: mode })).toEqual({
      answer: "sent by SNS",
      outbox: ["sns"],
      fallback: "NO_CREDENTIALS",
      degraded: true,
      secondText: "SENT",
    });
  });
});
