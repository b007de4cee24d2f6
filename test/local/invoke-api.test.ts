import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { deferred, manualTime, rawRequest, testFunction } from "./support.ts";

let system: LocalSystem;
let calls: { event: unknown; requestId: string }[] = [];
let answers: (() => unknown)[] = [];
let called = deferred<void>();
const time = manualTime();

beforeAll(async () => {
  const scripted = testFunction(async (event, context) => {
    calls.push({ event, requestId: context.awsRequestId });
    called.resolve();
    return answers.shift()?.();
  });
  const functions = { scripted };
  system = await startLocalSystem({ port: 0, dynamodbPort: 0, functions, after: time.after });
});
afterAll(() => system.close());
beforeEach(() => {
  calls = [];
  answers = [];
});

const failing = () => {
  throw new RangeError("no");
};

function invoke(name: string, body: string | Buffer = "{}", type?: string) {
  const headers: [string, string][] = type === undefined ? [] : [["X-Amz-Invocation-Type", type]];
  return rawRequest(`${system.url}/2015-03-31/functions/${name}/invocations`, "POST", headers, body);
}

describe("RequestResponse", () => {
  it("answers 200 with what the function returned", async () => {
    answers = [() => ({ hello: "world" })];
    const answer = await invoke("scripted", '{"a":1}');
    expect(answer).toMatchObject({ status: 200, body: '{"hello":"world"}' });
    expect(answer.headers["x-amz-executed-version"]).toBe("$LATEST");
    expect(answer.headers).not.toHaveProperty("x-amz-function-error");
    expect(calls.map(({ event }) => event)).toEqual([{ a: 1 }]);
  });

  it("answers null when the function returned nothing, and calls with {} when nothing was sent", async () => {
    expect(await invoke("scripted", "", "RequestResponse")).toMatchObject({ status: 200, body: "null" });
    expect(calls.map(({ event }) => event)).toEqual([{}]);
  });

  it("answers 200 with the error when the function threw", async () => {
    answers = [failing];
    const answer = await invoke("scripted");
    expect(answer.status).toBe(200);
    expect(answer.headers["x-amz-function-error"]).toBe("Unhandled");
    expect(JSON.parse(answer.body)).toEqual({ errorType: "RangeError", errorMessage: "no" });
  });

  it("ends a function at its own time-out", async () => {
    called = deferred();
    answers = [() => new Promise(() => {})];
    const answer = invoke("scripted");
    await called.promise;
    time.pass(60_000);
    expect(JSON.parse((await answer).body)).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(/^[0-9a-f-]{36} Task timed out after 60\.00 seconds$/),
    });
  });
});

describe("Event", () => {
  it("answers 202 with nothing, and calls the function", async () => {
    called = deferred();
    expect(await invoke("scripted", '{"b":2}', "Event")).toMatchObject({ status: 202, body: "" });
    await called.promise;
    expect(calls.map(({ event }) => event)).toEqual([{ b: 2 }]);
    expect(time.pendingMs()).toEqual([]);
  });

  it("calls a failing function twice more, with the same request id, and then no more", async () => {
    answers = [failing, failing, failing];
    called = deferred();
    await invoke("scripted", '{"c":3}', "Event");
    for (const pauseMs of [60_000, 120_000]) {
      await expect.poll(() => time.pendingMs()).toEqual([pauseMs]);
      time.pass(pauseMs);
    }
    await expect.poll(() => calls.length).toBe(3);
    await expect.poll(() => time.pendingMs()).toEqual([]);
    expect(new Set(calls.map(({ requestId }) => requestId)).size).toBe(1);
    expect(calls.every(({ event }) => JSON.stringify(event) === '{"c":3}')).toBe(true);
  });
});

it("DryRun answers 204 and calls nobody", async () => {
  expect(await invoke("scripted", "{}", "DryRun")).toMatchObject({ status: 204, body: "" });
  expect(calls).toEqual([]);
});

describe("a function's name", () => {
  it.each([
    "scripted",
    "scripted:$LATEST",
    "scripted:live",
    "postern-scripted-dev",
    "postern-scripted-prod:3",
    "arn:aws:lambda:eu-north-1:123456789012:function:postern-scripted-prod",
    encodeURIComponent("arn:aws:lambda:us-east-1:123456789012:function:scripted:live"),
    "123456789012:function:scripted",
  ])("may be %s", async (name) => {
    expect((await invoke(name)).status).toBe(200);
  });

  it.each([
    "nobody",
    "postern-nobody-dev",
    "postern-scripted-test",
    "arn:aws:sqs:x",
    "%E0%A4%A",
    "constructor",
  ])("is unknown as %s", async (name) => {
    const answer = await invoke(name);
    expect(answer.status).toBe(404);
    expect(answer.headers["x-amzn-errortype"]).toBe("ResourceNotFoundException");
    expect(JSON.parse(answer.body)).toMatchObject({
      Type: "User",
      Message: expect.stringMatching(/^Function not found: arn:/),
    });
    expect(calls).toEqual([]);
  });
});

describe("what cannot be invoked with", () => {
  const UNREADABLE = "InvalidRequestContentException";
  it.each([
    ["not JSON", "{", undefined, 400, "InvalidRequestContentException"],
    ["a lone byte of UTF-8", Buffer.from('{"a":"\xff"}', "latin1"), undefined, 400, UNREADABLE],
    ["a character cut off", Buffer.from('{"a":"\xe2\x82"}', "latin1"), "Event", 400, UNREADABLE],
    ["a surrogate in UTF-8", Buffer.from('{"a":"\xed\xa0\x80"}', "latin1"), "DryRun", 400, UNREADABLE],
    ["a byte order mark", Buffer.from("\ufeff{}"), undefined, 400, UNREADABLE],
    ["UTF-16", Buffer.from('{"a":"b"}', "utf16le"), undefined, 400, UNREADABLE],
    ["an unknown type", "{}", "Later", 400, "InvalidParameterValueException"],
    ["more than 6 MB", Buffer.alloc(6 * 1024 * 1024 + 1, " "), undefined, 413, "RequestTooLargeException"],
    [
      "more than 1 MB as an Event",
      Buffer.alloc(1024 * 1024 + 1, " "),
      "Event",
      413,
      "RequestTooLargeException",
    ],
  ])("%s", async (_what, body, type, status, error) => {
    const answer = await invoke("scripted", body, type);
    expect({ status: answer.status, error: answer.headers["x-amzn-errortype"] }).toEqual({ status, error });
    expect(calls).toEqual([]);
  });
});
