import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { secretsManager } from "../../src/aws/secrets.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { type Secrets, secretsError, startSecrets } from "../sms/support/secrets.ts";
import { answers, hangs, type Respond, resets } from "../sms/support/service.ts";
import { connectionTo } from "../stores/support/engines.ts";

let service: Secrets;
beforeAll(async () => {
  service = await startSecrets();
});
afterAll(() => service.close());
afterEach(() => service.behave());

const AGES_MS = 30_000;
const reader = (timeoutMs = AGES_MS, url = service.url) =>
  secretsManager({ ...connectionTo(url), timeoutMs });

describe("secretsManager", () => {
  it("reads the current text of a secret, each time", async () => {
    service.put("one", "planted");
    expect(await reader().read("one")).toBe("planted");
    service.put("one", "rotated");
    expect(await reader().read("one")).toBe("rotated");
    expect(service.reads("one")).toBe(2);
  });

  const FAILURES: readonly (readonly [string, Respond])[] = [
    ["no such secret", secretsError(400, "ResourceNotFoundException")],
    ["no rights", secretsError(400, "AccessDeniedException")],
    ["a key that is disabled", secretsError(400, "DecryptionFailure")],
    ["an internal error", secretsError(500, "InternalServiceError")],
    ["a reset", resets],
    ["no JSON", answers(200, "application/x-amz-json-1.1", "<html>")],
    ["a binary secret", answers(200, "application/x-amz-json-1.1", '{"SecretBinary":"AAAA"}')],
  ];

  it.each(FAILURES)("is Unavailable, with the cause: %s", async (_, respond) => {
    service.misbehave(respond);
    const read = reader().read("one");
    await expect(read).rejects.toBeInstanceOf(Unavailable);
    await expect(read).rejects.toMatchObject({ part: "secrets", cause: expect.any(Error) });
  });

  it("is Unavailable when no answer comes in time, and when nobody listens", async () => {
    service.misbehave(hangs);
    await expect(reader(150).read("one")).rejects.toBeInstanceOf(Unavailable);
    await expect(reader(AGES_MS, "http://127.0.0.1:1").read("one")).rejects.toBeInstanceOf(Unavailable);
  });
});
