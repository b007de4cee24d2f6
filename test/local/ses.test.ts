import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from "@aws-sdk/client-sesv2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { rawRequest, testFunction } from "./support.ts";

const SIGNED: [string, string][] = [
  [
    "Authorization",
    `AWS4-HMAC-SHA256 Credential=k/20261121/us-east-1/ses/aws4_request, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`,
  ],
  ["X-Amz-Date", "20261121T230405Z"],
];
const PATH = "/v2/email/outbound-emails";

const utf8 = (Data: string) => ({ Data, Charset: "UTF-8" });
const MAIL = {
  FromEmailAddress: "owner@example.com",
  Destination: { ToAddresses: ["owner@example.com"] },
  ReplyToAddresses: ["ada@example.org"],
  ConfigurationSetName: "events",
  EmailTags: [{ Name: "form", Value: "contact" }],
  Content: {
    Simple: {
      Subject: utf8("Zpráva"),
      Body: { Text: utf8("Hello"), Html: utf8("<p>Hello</p>") },
      Headers: [{ Name: "X-Form", Value: "contact" }],
    },
  },
} satisfies SendEmailCommandInput;

let system: LocalSystem;
let url: string;

beforeAll(async () => {
  const sender = testFunction(async () => undefined, {
    settings: ["FROM_EMAIL", "CONFIGURATION_SET"],
    build: ({ env }) => {
      url = env.AWS_ENDPOINT_URL_SESV2 ?? "";
      return async () => undefined;
    },
  });
  system = await startLocalSystem({
    port: 0,
    dynamodbPort: 0,
    functions: { sender },
    env: { FROM_EMAIL: "owner@example.com", CONFIGURATION_SET: "events" },
    nowMs: () => Date.UTC(2026, 10, 21, 23, 4, 5),
  });
});
afterAll(() => system.close());
beforeEach(() => system.outbox.clear());

async function send(body: unknown, headers = SIGNED, path = PATH, method = "POST") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await rawRequest(`${url}${path}`, method, headers, text);
  return { status: answer.status, type: answer.headers["x-amzn-errortype"], said: JSON.parse(answer.body) };
}

it("takes a mail from the SDK, and puts it into the outbox", async () => {
  const client = new SESv2Client({
    region: "us-east-1",
    endpoint: url,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const { MessageId } = await client.send(new SendEmailCommand(MAIL));
  client.destroy();
  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(system.outbox.list()).toEqual([
    {
      channel: "email",
      to: ["owner@example.com"],
      from: "owner@example.com",
      replyTo: ["ada@example.org"],
      subject: "Zpráva",
      text: "Hello",
      html: "<p>Hello</p>",
      at: "2026-11-21T23:04:05.000Z",
    },
  ]);
});

it("tells everyone whom a mail went to, hidden copies too", async () => {
  const Destination = {
    ToAddresses: ["a@example.com"],
    CcAddresses: ["b@example.com"],
    BccAddresses: ["c@example.com"],
  };
  expect((await send({ ...MAIL, Destination })).status).toBe(200);
  expect(system.outbox.list()[0]?.to).toEqual(["a@example.com", "b@example.com", "c@example.com"]);
});

it.each([
  ["a display name", { FromEmailAddress: '"Postern, local" <owner@example.com>' }],
  ["fifty recipients", { Destination: { ToAddresses: Array(50).fill("a@example.com") } }],
  ["no Reply-To", { ReplyToAddresses: undefined }],
  ["a member that it does not know", { Colour: "blue" }],
])("takes %s", async (_what, change) => {
  expect((await send({ ...MAIL, ...change })).status).toBe(200);
});

const simple = (change: object) => ({ Content: { Simple: { ...MAIL.Content.Simple, ...change } } });
const to = (...ToAddresses: string[]) => ({ Destination: { ToAddresses } });

describe("refuses with BadRequestException", () => {
  const bad: [string, object][] = [
    ["no sender", { FromEmailAddress: undefined }],
    ["two senders", { FromEmailAddress: "owner@example.com, owner@example.com" }],
    ["a sender with a line break", { FromEmailAddress: "owner@example.com\r\nBcc: x@example.com" }],
    ["no recipient", to()],
    ["no destination", { Destination: undefined }],
    ["51 recipients", to(...Array<string>(51).fill("a@example.com"))],
    ["an empty recipient", to("")],
    ["a recipient without domain", to("ada")],
    ["a domain of one label", to("ada@localhost")],
    ["a list as one recipient", to("a@example.com,b@example.com")],
    ["a quoted local part", to('"a b"@example.com')],
    ["a comment", to("a@example.com(x)")],
    ["a group", to("team: a@example.com;")],
    ["two at signs", to("a@b@example.com")],
    ["a domain ending in a hyphen", to("a@example-.com")],
    ["a local part of 65 characters", to(`${"a".repeat(65)}@example.com`)],
    ["a non-ASCII local part", to("jiří@example.com")],
    ["a domain that is not punycode", to("a@příklad.cz")],
    ["a non-ASCII display name", to("Jiří <a@example.com>")],
    ["NUL in a recipient", to("a\u0000@example.com")],
    ["CR LF in Reply-To", { ReplyToAddresses: ["a@example.com\r\nBcc: b@example.com"] }],
    ["a malformed Reply-To", { ReplyToAddresses: ["u@good.com(x)evil.com"] }],
    ["CR LF in the subject", simple({ Subject: utf8("Hi\r\nBcc: b@example.com") })],
    ["U+2028 in the subject", simple({ Subject: utf8("Hi\u2028") })],
    ["no subject", simple({ Subject: undefined })],
    ["no body", simple({ Body: undefined })],
    ["an empty body", simple({ Body: { Text: utf8(""), Html: utf8("") } })],
    ["an unknown charset", simple({ Body: { Text: { Data: "x", Charset: "KLINGON" } } })],
    ["a subject beyond ASCII without a charset", simple({ Subject: { Data: "Zpráva" } })],
    ["a lone surrogate", simple({ Body: { Text: utf8("\ud800") } })],
    ["CR LF in a header", simple({ Headers: [{ Name: "X-A", Value: "a\r\nBcc: b@example.com" }] })],
    ["a colon in a header's name", simple({ Headers: [{ Name: "X-A:", Value: "a" }] })],
    ["a tag with a space", { EmailTags: [{ Name: "a b", Value: "c" }] }],
    ["a raw message", { Content: { Raw: { Data: "aGVsbG8=" } } }],
  ];

  it.each(bad)("%s", async (_what, change) => {
    expect(await send({ ...MAIL, ...change })).toMatchObject({ status: 400, type: "BadRequestException" });
    expect(system.outbox.list()).toEqual([]);
  });
});

describe("refuses otherwise", () => {
  it("a sender that is not verified, as AWS says it", async () => {
    expect(await send({ ...MAIL, FromEmailAddress: "someone@example.com" })).toEqual({
      status: 400,
      type: "MessageRejected",
      said: {
        message:
          "Email address is not verified. The following identities failed the check in region US-EAST-1: someone@example.com",
      },
    });
  });

  it("a configuration set that does not exist", async () => {
    expect(await send({ ...MAIL, ConfigurationSetName: "other" })).toMatchObject({
      status: 404,
      type: "NotFoundException",
    });
  });

  it.each([
    ["not JSON", "{"],
    ["a list", []],
    ["text for a list", { ...MAIL, ReplyToAddresses: "a@example.com" }],
    ["a number for text", { ...MAIL, FromEmailAddress: 1 }],
    ["a number in a list", { ...MAIL, Destination: { ToAddresses: [1] } }],
  ])("a body of the wrong shape: %s", async (_what, body) => {
    expect(await send(body)).toMatchObject({ status: 400, type: "SerializationException" });
  });

  it("an operation that it does not know", async () => {
    expect(await send(MAIL, SIGNED, "/v2/email/account", "PUT")).toMatchObject({
      status: 404,
      type: "UnknownOperationException",
    });
  });

  const signature = (text: string): [string, string][] => [["Authorization", text], ...SIGNED.slice(1)];
  it.each<[string, [string, string][], string]>([
    ["no signature", [], "MissingAuthenticationTokenException"],
    ["another scheme", signature("Basic Zm9v"), "IncompleteSignatureException"],
    ["no date", SIGNED.slice(0, 1), "IncompleteSignatureException"],
    [
      "another service",
      signature(SIGNED[0]?.[1].replace("/ses/", "/sns/") ?? ""),
      "InvalidSignatureException",
    ],
  ])("%s", async (_what, headers, type) => {
    expect(await send(MAIL, headers)).toMatchObject({ status: 403, type });
    expect(system.outbox.list()).toEqual([]);
  });
});
