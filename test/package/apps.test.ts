import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { type Engine, startDynalite, TABLE_NAME } from "../stores/support/engines.ts";
import { packed, type Tarball } from "./support/tarball.ts";

/* The packed tarball in fresh apps, without TypeScript and with all its strictness. */

const APP = fileURLToPath(new URL("support/app.mjs", import.meta.url));
const DEPENDENCIES = ["fastify-plugin", "ipaddr.js", "quick-lru"];
const PEERS = Object.keys(manifest.peerDependencies);
const TYPES = ["@types/express", "@types/node"];
const STRICT = [
  "--strict",
  "--exactOptionalPropertyTypes",
  "--noUncheckedIndexedAccess",
  "--skipLibCheck",
  "false",
];

let tarball: Tarball;
let dynamoDb: Engine;
let source: string;
beforeAll(async () => {
  [tarball, dynamoDb, source] = await Promise.all([packed(), startDynalite(), readFile(APP, "utf8")]);
});
afterAll(() => dynamoDb.close());

const SAID = {
  postern: [true, "RATE_LIMITED"],
  orders: ["done", "REPEATED", "SPEND_LIMIT", "SERVICE_PAUSED"],
  email: "DISPOSABLE_EMAIL",
  sms: "+66812345678",
  contact: 200,
  access: "pst_",
  express: 422,
  fastify: 422,
  hono: "demo",
  fetch: 422,
  lambda: "unknown",
  dynamodb: [true, false],
  redis: "kept",
};

it("without TypeScript, an app calls every subpath", async () => {
  const app = await tarball.install({ "app.mjs": source }, [...DEPENDENCIES, ...PEERS]);
  const { stdout, stderr } = await app.node("app.mjs", dynamoDb.url, TABLE_NAME);
  expect({ said: JSON.parse(stdout), stderr }).toEqual({ said: SAID, stderr: "" });
  const subpaths = Object.keys(manifest.exports).filter((name) => name !== "./package.json");
  expect(Object.keys(SAID)).toEqual(
    expect.arrayContaining(subpaths.map((name) => name.slice(2) || "postern")),
  );
});

const compile = (file: string) => [
  ...["node_modules/typescript/bin/tsc", ...STRICT, "--module", "nodenext", "--target", "es2024"],
  ...["--types", "node", "--outDir", "out", file],
];

it("as strict TypeScript, the same app compiles, the types of its libraries with it, and calls every subpath", async () => {
  const app = await tarball.install({ "app.mts": source }, [
    ...[...DEPENDENCIES, ...PEERS, ...TYPES, "typescript"],
  ]);
  expect(await output(app.node(...compile("app.mts")))).toBe("");
  const { stdout } = await app.node("out/app.mjs", dynamoDb.url, TABLE_NAME);
  expect(JSON.parse(stdout)).toEqual(SAID);
});

it("types hold what they say: an app that is wrong does not compile", async () => {
  const wrong = `
    import { gate } from "postern";
    import { validateEmail } from "postern/lambda";
    import { dynamoDb } from "postern/dynamodb";
    gate("g").check({ name: "c", run: () => "yes" });
    validateEmail({ field: 5 });
    validateEmail()(async (event) => event.emailValidation.nothing);
    dynamoDb({ region: "eu-north-1" });
  `;
  const app = await tarball.install({ "app.mts": wrong }, [...DEPENDENCIES, ...TYPES, "typescript"]);
  const errors = await output(app.node(...compile("app.mts")));
  expect(errors.match(/^app\.mts\((?<line>\d+)/gm)).toEqual([5, 6, 7, 8].map((line) => `app.mts(${line}`));
});

it("types of what needs no peer need no peer either", async () => {
  const subpaths = ["", "/email", "/sms", "/contact", "/access", "/fetch", "/lambda", "/dynamodb", "/redis"];
  const imports = subpaths.map((subpath, index) => `import * as p${index} from "postern${subpath}";`);
  const uses = subpaths.map((_, index) => `console.log(p${index});`);
  const app = await tarball.install({ "app.mts": [...imports, ...uses].join("\n") }, [
    ...[...DEPENDENCIES, "@types/node", "typescript"],
  ]);
  expect(await output(app.node(...compile("app.mts")))).toBe("");
});

it("the comments of options and functions are there for editors", async () => {
  const app = await tarball.install({}, []);
  const types = await readFile(`${app.folder}/node_modules/postern/dist/lib/package/lambda.d.ts`, "utf8");
  expect(types).toContain("Lets a handler run for those who gave an address");
  expect(types).not.toContain("sourceMappingURL");
});

/** What a compiler says, whether it is content or not. */
const output = (running: Promise<{ readonly stdout: string }>) =>
  running.then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
