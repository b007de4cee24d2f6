import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FaultMode } from "../../local/faults.ts";
import { rawRequest, startParts } from "./support.ts";

const KEY = "a-local-key";
const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];
const bearer = (key: string): [string, string] => ["Authorization", `Bearer ${key}`];
const QUESTION = { email: "ada@example.com", checks: ["syntax", "mx"] };

let parts: Awaited<ReturnType<typeof startParts>>;
let url: string;
beforeAll(async () => {
  parts = await startParts({ TRUEMAIL_API_KEY: KEY });
  url = parts.endpoint("EMAIL_API_URL");
});
afterAll(() => parts.close());
beforeEach(() => parts.faults.set({ "email-api": "ok" }));

async function ask(body: unknown, headers = [bearer(KEY), JSON_TYPE], method = "POST", to = url) {
  const answer = await rawRequest(
    to,
    method,
    headers,
    typeof body === "string" ? body : JSON.stringify(body),
  );
  return { status: answer.status, said: JSON.parse(answer.body) as unknown };
}

it("the setting leads to the resource itself, as the real one's does", () => {
  expect(new URL(url).pathname).toBe("/v1/verify");
});

it.each([
  ["ada@example.com", "deliverable", false],
  ["undeliverable@example.com", "undeliverable", false],
  ["disposable@example.com", "deliverable", true],
  ["risky@example.com", "risky", false],
  ["unknown@example.com", "unknown", false],
  ["Risky@xn--bcher-kva.example", "risky", false],
  ["ada+risky@example.com", "deliverable", false],
  ["constructor@example.com", "deliverable", false],
])("says of %s that it is %s, disposable: %s", async (email, status, disposable) => {
  expect(await ask({ ...QUESTION, email })).toEqual({ status: 200, said: { status, disposable } });
});

describe("refuses", () => {
  const good = bearer(KEY);
  it.each<[string, number, unknown, [string, string][]]>([
    ["no key", 401, QUESTION, [JSON_TYPE]],
    ["a wrong key", 401, QUESTION, [bearer("another"), JSON_TYPE]],
    ["an empty key", 401, QUESTION, [bearer(""), JSON_TYPE]],
    ["a key of another scheme", 401, QUESTION, [["Authorization", `Basic ${KEY}`], JSON_TYPE]],
    ["what is not JSON", 400, "{", [good, JSON_TYPE]],
    ["a list", 400, [QUESTION], [good, JSON_TYPE]],
    ["another type", 400, QUESTION, [good, ["Content-Type", "text/plain"]]],
    ["no type", 400, QUESTION, [good]],
    ["no address", 400, { checks: ["mx"] }, [good, JSON_TYPE]],
    ["an address that is no text", 400, { ...QUESTION, email: 1 }, [good, JSON_TYPE]],
    ["no checks", 400, { email: QUESTION.email }, [good, JSON_TYPE]],
    ["an empty list of checks", 400, { ...QUESTION, checks: [] }, [good, JSON_TYPE]],
    ["a check that it does not know", 400, { ...QUESTION, checks: ["mx", "magic"] }, [good, JSON_TYPE]],
    ["a body that is too large", 400, { ...QUESTION, more: "x".repeat(10_000) }, [good, JSON_TYPE]],
    ["what is no address", 422, { ...QUESTION, email: "ada" }, [good, JSON_TYPE]],
    ["two addresses", 422, { ...QUESTION, email: "a@b.example,c@d.example" }, [good, JSON_TYPE]],
    ["a domain not in punycode", 422, { ...QUESTION, email: "ada@bücher.example" }, [good, JSON_TYPE]],
    ["another origin", 403, QUESTION, [good, JSON_TYPE, ["Origin", "https://evil.example"]]],
    ["another host", 403, QUESTION, [good, JSON_TYPE, ["Host", "evil.example"]]],
  ])("%s with a %i", async (_, status, body, headers) => {
    const answer = await ask(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.said).not.toHaveProperty("status");
  });

  it("another path with a 404", async () => {
    expect((await ask(QUESTION, undefined, "POST", new URL("/v1/other", url).href)).status).toBe(404);
  });

  it("another method with a 405", async () => {
    expect((await ask("", undefined, "GET")).status).toBe(405);
  });
});

it("knows no key while no function has one", async () => {
  const keyless = await startParts();
  const answer = await ask(QUESTION, [bearer(""), JSON_TYPE], "POST", keyless.endpoint("EMAIL_API_URL"));
  await keyless.close();
  expect(answer.status).toBe(401);
});

describe("behaves as it is told:", () => {
  it.each<[FaultMode, number]>([
    ["ok", 200],
    ["reject", 422],
    ["error", 500],
    ["throttle", 429],
    ["unauthorized", 401],
  ])("%s", async (mode, status) => {
    expect(parts.faults.set({ "email-api": mode })).toBeUndefined();
    expect((await ask(QUESTION)).status).toBe(status);
  });

  it("drop closes the connection without an answer", async () => {
    parts.faults.set({ "email-api": "drop" });
    await expect(ask(QUESTION)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("timeout hangs until the client leaves", async () => {
    parts.faults.set({ "email-api": "timeout" });
    const leaves = new AbortController();
    const body = JSON.stringify(QUESTION);
    const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
    const asking = fetch(url, { method: "POST", headers, body, signal: leaves.signal });
    // The console answers meanwhile: what hangs blocks nobody.
    expect((await rawRequest(`${parts.url}/_postern/faults`, "GET")).status).toBe(200);
    leaves.abort();
    await expect(asking).rejects.toMatchObject({ name: "AbortError" });
  });
});
