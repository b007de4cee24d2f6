import { beforeAll, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { type App, packed } from "./support/tarball.ts";

let app: App;
beforeAll(async () => {
  app = await (await packed()).install({}, ["fastify-plugin", "ipaddr.js", "quick-lru"]);
});

const run = (program: string) => app.node("--input-type=module", "--eval", program);

it("every subpath can be imported without any peer", async () => {
  const subpaths = Object.keys(manifest.exports).filter((subpath) => !subpath.endsWith(".json"));
  const names = subpaths.map((subpath) => `postern${subpath.slice(1)}`);
  const { stdout } = await run(`
    for (const name of ${JSON.stringify(names)}) {
      if (Object.keys(await import(name)).length > 0) console.log(name);
    }`);
  expect(stdout.trim().split("\n")).toEqual(names);
});

it.each([
  [
    "dynamodb",
    "dynamoDb({ region: 'eu-north-1', tableName: 'texts' }).claims.claim('k', 0, 1)",
    "@aws-sdk/client-dynamodb",
  ],
  [
    "dynamodb",
    "dynamoDb({ region: 'eu-north-1', tableName: 'texts' }).usage.read('k', 0, {})",
    "@aws-sdk/client-dynamodb",
  ],
  ["contact", "sesMailer({ region: 'eu-north-1' }).send({})", "@aws-sdk/client-sesv2"],
  ["sms", "snsTexts({ region: 'eu-north-1' }).send({})", "@aws-sdk/client-sns"],
  [
    "sms",
    "smsService({ phoneHashKey: '0123456789abcdef', first: { name: 'ClickSend', send() {} }, second: { name: 'SNS', send() {} } }).send({})",
    "libphonenumber-js",
  ],
])("a peer that is missing is named, with what to do: postern/%s, %s", async (subpath, call, peer) => {
  const name = call.slice(0, call.indexOf("("));
  const { stdout } = await run(`
    import { ${name} } from "postern/${subpath}";
    const outcome = await ${call}.catch((error) => ({ error }));
    console.log(outcome.error.message);`);
  expect(stdout).toBe(`${name} needs the package ${peer}: npm install ${peer}\n`);
});
