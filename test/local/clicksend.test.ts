import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rawRequest, startParts } from "./support.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 23, 4, 5);
const basic = (credentials: string): [string, string] => ["Authorization", `Basic ${btoa(credentials)}`];
const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];
const TEXT = { to: "+66812345678", body: "Hello", source: "shop", custom_string: "r-1", from: "Shop" };

let parts: Awaited<ReturnType<typeof startParts>>;

beforeAll(async () => {
  parts = await startParts({ CLICKSEND_SECRET_ARN: "postern/clicksend-dev" }, () => NOW_MS);
});
afterAll(() => parts.close());
beforeEach(() => parts.outbox.clear());

async function send(body: unknown, headers = [basic("local:local"), JSON_TYPE], path = "/v3/sms/send") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await rawRequest(`${parts.endpoint("CLICKSEND_URL")}${path}`, "POST", headers, text);
  return { status: answer.status, said: JSON.parse(answer.body) };
}

const statusOf = async (change: object) => {
  const { status, said } = await send({ messages: [{ ...TEXT, ...change }] });
  expect(status).toBe(200);
  return said.data.messages[0];
};

it("takes a text, answers as ClickSend does, and puts it into the outbox", async () => {
  expect(await send({ messages: [TEXT] })).toEqual({
    status: 200,
    said: {
      http_code: 200,
      response_code: "SUCCESS",
      response_msg: "Messages queued for delivery.",
      data: {
        total_price: 0.08,
        total_count: 1,
        queued_count: 1,
        blocked_count: 0,
        messages: [
          {
            direction: "out",
            date: NOW_MS / 1_000,
            to: "+66812345678",
            body: "Hello",
            from: "Shop",
            schedule: 0,
            message_id: expect.stringMatching(/^[0-9A-F-]{36}$/),
            message_parts: 1,
            message_price: "0.0800",
            custom_string: "r-1",
            user_id: 1,
            subaccount_id: 1,
            country: "",
            carrier: "",
            status: "SUCCESS",
          },
        ],
        _currency: { currency_name_short: "USD" },
      },
    },
  });
  expect(parts.outbox.list()).toEqual([
    {
      channel: "sms",
      provider: "clicksend",
      to: "+66812345678",
      body: "Hello",
      source: "shop",
      at: new Date(NOW_MS).toISOString(),
    },
  ]);
});

it("counts parts, and charges for each", async () => {
  const { said } = await send({ messages: [{ ...TEXT, body: "ก".repeat(71) }, TEXT] });
  expect(said.data).toMatchObject({
    total_price: 0.24,
    messages: [{ message_parts: 2, message_price: "0.1600" }, { message_parts: 1 }],
  });
});

describe("refuses a message inside a 200", () => {
  it.each<[string, object, string]>([
    ["a number without plus", { to: "66812345678" }, "INVALID_RECIPIENT"],
    ["a national number", { to: "0812345678" }, "INVALID_RECIPIENT"],
    ["a number with spaces", { to: "+66 81 234 5678" }, "INVALID_RECIPIENT"],
    ["a number with a line break", { to: "+66812345678\n" }, "INVALID_RECIPIENT"],
    ["Arabic digits", { to: "+٦٦٨١٢٣٤٥٦٧٨" }, "INVALID_RECIPIENT"],
    ["sixteen digits", { to: "+6681234567890123" }, "INVALID_RECIPIENT"],
    ["an empty body", { body: "" }, "EMPTY_MESSAGE"],
    ["a blank body", { body: " \n" }, "EMPTY_MESSAGE"],
    ["no body", { body: undefined }, "MISSING_REQUIRED_FIELDS"],
    ["no recipient", { to: undefined }, "MISSING_REQUIRED_FIELDS"],
    ["a number as JSON number", { to: 66812345678 }, "MISSING_REQUIRED_FIELDS"],
    ["a sender of twelve letters", { from: "ABCDEFGHIJKL" }, "INVALID_SENDER_ID"],
    ["a sender with a line break", { from: "Shop\n" }, "INVALID_SENDER_ID"],
  ])("%s", async (_what, change, status) => {
    expect(await statusOf(change)).toMatchObject({
      status,
      message_parts: 0,
      message_price: "0.0000",
      message_id: expect.stringMatching(/^[0-9A-F-]{36}$/),
    });
    expect(parts.outbox.list()).toEqual([]);
  });

  it("and takes the others of the same call", async () => {
    const { said } = await send({ messages: [TEXT, { ...TEXT, to: "nobody" }] });
    expect(said.data).toMatchObject({ total_count: 2, queued_count: 1, blocked_count: 1, total_price: 0.08 });
    expect(parts.outbox.list()).toHaveLength(1);
  });
});

describe("refuses a call in its envelope:", () => {
  const authorized = basic("local:local");
  it.each<[string, unknown, [string, string][], string, number, string]>([
    ["no credentials", { messages: [TEXT] }, [JSON_TYPE], "/v3/sms/send", 401, "UNAUTHORIZED"],
    [
      "a wrong key",
      { messages: [TEXT] },
      [basic("local:other"), JSON_TYPE],
      "/v3/sms/send",
      401,
      "UNAUTHORIZED",
    ],
    [
      "credentials not in base64",
      {},
      [["Authorization", "Basic local:local"]],
      "/v3/sms/send",
      401,
      "UNAUTHORIZED",
    ],
    ["not JSON", "{", [authorized, JSON_TYPE], "/v3/sms/send", 400, "BAD_REQUEST"],
    ["another type", { messages: [TEXT] }, [authorized], "/v3/sms/send", 400, "BAD_REQUEST"],
    ["no messages", { messages: [] }, [authorized, JSON_TYPE], "/v3/sms/send", 400, "BAD_REQUEST"],
    [
      "a message that is none",
      { messages: ["hi"] },
      [authorized, JSON_TYPE],
      "/v3/sms/send",
      400,
      "BAD_REQUEST",
    ],
    [
      "1001 messages",
      { messages: Array(1_001).fill(TEXT) },
      [authorized, JSON_TYPE],
      "/v3/sms/send",
      400,
      "BAD_REQUEST",
    ],
    ["another path", {}, [authorized, JSON_TYPE], "/v3/accounts", 404, "NOT_FOUND"],
  ])("%s", async (_what, body, headers, path, status, code) => {
    const answer = await send(body, headers, path);
    expect(answer).toEqual({
      status,
      said: { http_code: status, response_code: code, response_msg: expect.any(String), data: null },
    });
    expect(parts.outbox.list()).toEqual([]);
  });

  it("another method", async () => {
    const answer = await rawRequest(`${parts.endpoint("CLICKSEND_URL")}/v3/sms/send`, "GET");
    expect(answer.status).toBe(405);
    expect(JSON.parse(answer.body)).toMatchObject({ http_code: 405, data: null });
  });
});

it("takes a thousand messages in one call", async () => {
  const { said } = await send({ messages: Array(1_000).fill(TEXT) });
  expect(said.data).toMatchObject({ total_count: 1_000, total_price: 80 });
});

it("rejects whatever it is sent when told to, inside a 200", async () => {
  parts.faults.set({ clicksend: "reject" });
  expect(await statusOf({})).toMatchObject({ status: "INVALID_RECIPIENT", to: TEXT.to, message_parts: 0 });
  parts.faults.set({ clicksend: "ok" });
  expect(parts.outbox.list()).toEqual([]);
});
