import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { type App, packed, type Tarball } from "./support/tarball.ts";

/*
 * What an import loads, counted by a hook in the loader: who takes the e-mail validation pays for no framework, no SDK and no
 * table. Everything that could be loaded is installed.
 */

const CENSUS = fileURLToPath(new URL("../support/module-census.mjs", import.meta.url));
const PEERS = Object.keys(manifest.peerDependencies);
const DEPENDENCIES = ["fastify-plugin", "ipaddr.js", "quick-lru"];

let tarball: Tarball;
let app: App;
beforeAll(async () => {
  tarball = await packed();
  app = await tarball.install({}, [...DEPENDENCIES, ...PEERS]);
});

/** The packages, and the modules of ours, that a program loads. */
async function loadedBy(program: string) {
  const child = spawn(process.execPath, ["--import", CENSUS, "--input-type=module", "--eval", program], {
    cwd: app.folder,
    env: {},
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const urls = (await text(child.stdio[3] as Readable)).split("\n");
  const ours = urls.flatMap((url) => /\/postern\/dist\/lib\/(.+)\.js$/.exec(url)?.[1] ?? []);
  const packages = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
  return { ours, packages: [...new Set(packages)].filter((name) => name !== "postern").sort() };
}

interface Load {
  readonly packages: readonly string[];
  /** Other subpaths that it is made of. */
  readonly subpaths?: readonly string[];
  /** Modules of ours, a few more than today. */
  readonly atMost: number;
}

const FRAMEWORK: Load = { packages: ["quick-lru"], subpaths: ["contact"], atMost: 106 };
const LOADS: Readonly<Record<keyof typeof manifest.exports, Load>> = {
  ".": { packages: ["ipaddr.js", "quick-lru"], atMost: 50 },
  "./email": { packages: ["quick-lru"], atMost: 39 },
  "./sms": { packages: ["quick-lru"], atMost: 66 },
  "./contact": { packages: ["quick-lru"], atMost: 88 },
  "./access": { packages: ["quick-lru"], atMost: 26 },
  "./express": FRAMEWORK,
  "./fastify": { ...FRAMEWORK, packages: ["fastify-plugin", "quick-lru"] },
  "./hono": FRAMEWORK,
  "./fetch": FRAMEWORK,
  "./lambda": FRAMEWORK,
  "./dynamodb": { packages: [], atMost: 7 },
  "./redis": { packages: [], atMost: 24 },
  "./package.json": { packages: [], atMost: 0 },
};
const NAMES = Object.keys(LOADS).map((subpath) => subpath.slice(2) || "index");

/** What waits for the first call that needs it. */
const LATER = /^(?:stores\/dynamodb|senders\/(?:ses|sns)|sms\/numbering-plan)/;

describe.each(Object.entries(LOADS))("%s", (subpath, { packages, subpaths = [], atMost }) => {
  it("loads itself, what it is made of, and nothing else", async () => {
    const name = subpath.slice(2) || "index";
    const how = subpath.endsWith(".json") ? ' with { type: "json" }' : "";
    const loaded = await loadedBy(`import "postern${subpath.slice(1)}"${how};`);
    const others = NAMES.filter((other) => other !== name && !subpaths.includes(other));
    const isOthers = (module: string) =>
      others.some((other) => module === `package/${other}` || module === `adapters/${other}`);
    expect(loaded.packages).toEqual(packages);
    expect(loaded.ours.filter((module) => isOthers(module) || LATER.test(module))).toEqual([]);
    expect(loaded.ours.length).toBeLessThanOrEqual(atMost);
    expect(loaded.ours.length).toBeGreaterThan(atMost / 2 - 1);
  });
});

it.each([
  [
    "dynamodb",
    "dynamoDb({ ...AWS, tableName: 'table' }).claims.claim('k', 0, 1)",
    "@aws-sdk/client-dynamodb",
  ],
  ["contact", "sesMailer(AWS).send({ to: [], replyTo: [] })", "@aws-sdk/client-sesv2"],
  ["sms", "snsTexts(AWS).send({})", "@aws-sdk/client-sns"],
  [
    "sms",
    "smsService({ first: NONE, second: NONE, phoneHashKey: '0123456789abcdef' }).send({})",
    "libphonenumber-js",
  ],
])("the first call loads the rest, and the count sees it: %s, %s", async (subpath, call, peer) => {
  const { packages } = await loadedBy(`
    import { ${call.slice(0, call.indexOf("("))} } from "postern/${subpath}";
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const AWS = { region: "eu-north-1", endpoint: "http://127.0.0.1:1", credentials };
    const NONE = { send: async () => ({}) };
    await ${call}.catch((error) => { if (error.name !== "Unavailable") throw error; });`);
  expect(packages).toContain(peer);
});
