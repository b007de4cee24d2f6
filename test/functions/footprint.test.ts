import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildAlone } from "../support/bundle.ts";
import { CONTACT_ENV } from "../support/contact-site.ts";
import { eventV2 } from "../support/events.ts";
import { type Ask, ask, JSON_TYPE, jsonAsk } from "../support/exchange.ts";
import { REGION } from "../support/recorded-parts.ts";

/*
 * What a refused request costs, in counted things: a bot pays nothing for its requests, and the owner pays for
 * each millisecond of a cold start. A new dependency on the way to a refusal shows here before it shows on a bill.
 */

const CENSUS = fileURLToPath(new URL("../support/module-census.mjs", import.meta.url));

/** What is loaded from the disk before a refusal. Today 39 KB; room for a check or two, not for a library. */
const MAX_BYTES = 40_500;
/** The whole folder with three AWS clients, and all that can be switched on. Today 497 KB; a fourth, or all operations of SES, would be some 45 KB more. */
const MAX_BYTES_IN_ALL = 530_000;
/** The entry. Each further file, however small, costs most of a millisecond. */
const MAX_FILES = 1;

type Bundle = Awaited<ReturnType<typeof buildAlone>>;

let bundle: Bundle;
beforeAll(async () => {
  bundle = await buildAlone("contact");
});
afterAll(() => bundle.remove());

const modulesLoadedFor = (request: Ask) => modulesLoaded(bundle, eventV2(request), CONTACT_ENV);

/** The modules that the built function loads for one request, cold: files of the bundle, and Node's own, however taken. */
async function modulesLoaded(built: Bundle, event: unknown, env: Readonly<Record<string, string>>) {
  const program = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(built.index))});
    const event = JSON.parse(process.argv[1]);
    const result = await handler(event, { awsRequestId: "1", getRemainingTimeInMillis: () => 1000 });
    const ofNode = process.moduleLoadList.filter((name) => name.startsWith("NativeModule "));
    process.stdout.write(\`\n\${JSON.stringify({ status: result.statusCode, ofNode })}\`);`;
  const child = spawn(
    process.execPath,
    ["--import", CENSUS, "--input-type=module", "--eval", program, JSON.stringify(event)],
    {
      cwd: built.folder,
      env: {
        ...env,
        AWS_REGION: REGION,
        LOG_LEVEL: "silent",
        AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      },
      stdio: ["ignore", "pipe", "inherit", "pipe"],
    },
  );
  const [stdout, census] = await Promise.all([
    text(child.stdout as Readable),
    text(child.stdio[3] as Readable),
  ]);
  const urls = census.split("\n").filter(Boolean);
  const { status, ofNode } = JSON.parse(stdout.split("\n").at(-1) ?? "");
  return {
    status,
    files: urls
      .filter((url) => url.startsWith("file:"))
      .map((url) => relative(built.folder, fileURLToPath(url)))
      .filter((file) => !file.startsWith("..")),
    imported: urls.filter((url) => url.startsWith("node:")),
    ofNode: (ofNode as string[]).map((name) => name.replace("NativeModule ", "")),
  };
}

const bytesOf = async ({ folder }: Bundle, files: readonly string[]) => {
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
};

describe("before a refusal", () => {
  it.each([
    ["a foreign origin", ask({ headers: { ...JSON_TYPE, origin: "https://evil.example" } }), 403],
    ["the honeypot", jsonAsk({ company: "x" }), 200],
    ["an address of nobody's", jsonAsk({ email: "nobody" }), 400],
  ])("by %s, few and small modules are loaded", async (_, request, status) => {
    const loaded = await modulesLoadedFor(request);
    expect(loaded.status).toBe(status);
    expect(loaded.files[0]).toBe("index.mjs");
    expect(loaded.files.length).toBeLessThanOrEqual(MAX_FILES);
    expect(await bytesOf(bundle, loaded.files)).toBeLessThan(MAX_BYTES);
    expect(loaded.imported).toEqual([]);
    expect(loaded.ofNode).not.toContain("crypto");
    expect(loaded.ofNode).not.toContain("http");
  });

  it("nothing of AWS is loaded; after it, everything: the count sees what it should", async () => {
    const loaded = await modulesLoadedFor(jsonAsk());
    expect(loaded.status).toBe(500);
    expect(loaded.files.length).toBeGreaterThan(MAX_FILES);
    expect(loaded.files).toEqual(
      expect.arrayContaining([expect.stringMatching(/parts\/stores\/dynamodb-claims/)]),
    );
    expect(loaded.files).toEqual(expect.arrayContaining([expect.stringMatching(/parts\/senders\/ses/)]));
    expect(loaded.ofNode).toEqual(expect.arrayContaining(["crypto", "http"]));
    expect(loaded.imported, "an import of a built-in module reads all of it").toEqual([]);
    expect(loaded.ofNode, "which for node:http is undici").not.toContain("internal/deps/undici/undici");
  });
});

const SMS_ENV = { TABLE_NAME: "sms", CLICKSEND_SECRET_ARN: "clicksend", PHONE_HASH_SECRET_ARN: "phone-hash" };
const SIGNUP_ENV = {
  SIGNUP_TABLE: "signup",
  EMAIL_HASH_SECRET_ARN: "email-hash",
  FROM_EMAIL: CONTACT_ENV.FROM_EMAIL,
  ALLOWED_ORIGIN: CONTACT_ENV.ALLOWED_ORIGIN,
};
const PARTNERS_ENV = { USAGE_PLAN: "function", ACCESS_TABLE: "access" };

/* A throw-away address costs the validator and the list: still no AWS, no cryptography, nothing that asks anybody. */
const THROW_AWAY = { email: "x@mailinator.com" };
/** Today's refusals with the code of the validator; the list itself is counted apart, being data and read as such. */
const MAX_BYTES_WITH_LISTS = 53_000;

it.each([
  ["contact", eventV2(jsonAsk(THROW_AWAY)), CONTACT_ENV, 400],
  ["signup", eventV2(ask({ body: JSON.stringify(THROW_AWAY) })), SIGNUP_ENV, 422],
])("%s loads no AWS for a throw-away address", async (name, event, env, status) => {
  const built = await buildAlone(name);
  try {
    const loaded = await modulesLoaded(built, event, env);
    expect(loaded.status).toBe(status);
    expect(loaded.files.filter((file) => /dynamodb|ses-|dist-es|secrets/.test(file))).toEqual([]);
    expect(loaded.ofNode).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:crypto|dns|http)$/)]),
    );
    expect(await bytesOf(built, loaded.files)).toBeLessThan(MAX_BYTES_WITH_LISTS);
  } finally {
    await built.remove();
  }
});

it("the whole function is small", async () => {
  const files = await readdir(bundle.folder, { recursive: true });
  expect(
    await bytesOf(
      bundle,
      files.filter((file) => file.endsWith(".mjs")),
    ),
  ).toBeLessThan(MAX_BYTES_IN_ALL);
});

it.each([
  ["sms", { phone: "+998901234567", message: "x" }, SMS_ENV],
  ["formsubmit", eventV2(ask({ headers: JSON_TYPE })), PARTNERS_ENV],
  ["signup", eventV2(ask({ body: '{"email":"nobody"}' })), SIGNUP_ENV],
])("%s loads neither AWS nor cryptography before it refuses", async (name, event, env) => {
  const built = await buildAlone(name);
  try {
    const loaded = await modulesLoaded(built, event, env);
    expect(loaded.imported).toEqual([]);
    expect(loaded.ofNode).not.toContain("crypto");
    expect(loaded.ofNode).not.toContain("http");
    expect(await bytesOf(built, loaded.files)).toBeLessThan(MAX_BYTES);
  } finally {
    await built.remove();
  }
});
