import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Aws, RATE_TABLE, startAws } from "../support/aws.ts";
import { eventV1 } from "../support/events.ts";
import { ask, jsonAsk } from "../support/exchange.ts";
import { OWNER } from "../support/planted.ts";
import { SOURCES } from "./support/sources.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/lambda", import.meta.url));
const SITE = "https://site.example";

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.close());

async function node(...args: readonly string[]) {
  const env = { ...aws.env, FROM: OWNER, SITE, TABLE: RATE_TABLE };
  const options = { cwd: EXAMPLE, env };
  return (await promisify(execFile)(process.execPath, ["--import", SOURCES, ...args], options)).stdout;
}

/** Answers of the contact form to requests that come one after the other. */
async function contact(...asked: readonly object[]) {
  const program = `
    import { contact } from "./index.mjs";
    const answers = [];
    for (const event of ${JSON.stringify(asked)}) answers.push(await contact(event));
    console.log(JSON.stringify(answers));`;
  return JSON.parse(await node("--input-type=module", "--eval", program));
}

it("the README's calls print what it says", async () => {
  const readme = readFileSync(`${EXAMPLE}/README.md`, "utf8");
  const calls = Array.from(readme.matchAll(/^node (.+)$/gm), ([, args = ""]) => args.split(" "));
  const printed = await Promise.all(calls.map((args) => node(...args)));
  expect(printed).toEqual([
    expect.stringMatching(
      /^201 \{"user":\{"email":"joe@gmail.com"\},"status":"(?:deliverable|unknown)"\}\n$/,
    ),
    '422 {"error":"Disposable emails not accepted"}\n',
  ]);
});

it("the contact form sends through SES, and counts in DynamoDB", async () => {
  const post = eventV1(jsonAsk({}, { headers: jsonFrom(SITE) }));
  expect(await contact(post, post)).toMatchObject([{ statusCode: 200 }, { statusCode: 200 }]);
  expect(aws.mails().map(({ to }) => to)).toEqual([[OWNER], [OWNER]]);
  expect(new Set(aws.keys()).size).toBe(2);
});

it("the page of thanks is at /contact/thanks, and other origins are refused", async () => {
  const thanks = eventV1(ask({ method: "GET", path: "/contact/thanks" }));
  const foreign = eventV1(jsonAsk({}, { headers: jsonFrom("https://evil.example") }));
  expect(await contact(thanks, foreign)).toMatchObject([{ statusCode: 200 }, { statusCode: 403 }]);
});

const jsonFrom = (origin: string) => ({ "content-type": "application/json", origin });
