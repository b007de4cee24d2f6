import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startLocalSystem } from "../../local/system.ts";
import { typedHere } from "./support/in-process.ts";

let system: Awaited<ReturnType<typeof startLocalSystem>>;
beforeAll(async () => {
  const env = { IP_LIMIT_PER_HOUR: "3", CONTROLS: "true" };
  system = await startLocalSystem({ port: 0, dynamodbPort: 0, env });
});
afterAll(() => system.close());
beforeEach(() => system.outbox.clear());

const cli = (args: string, env: Readonly<Record<string, string>> = {}) =>
  typedHere(`send-test ${args}`, { PORT: new URL(system.url).port, ...env });

describe("postern send-test", () => {
  it("mail: comes by the contact form, and says that it is a test", async () => {
    const { exitCode, stdout, stderr } = await cli("mail --reply-to owner@example.com");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("The function postern-contact-dev (local) took the test mail.");
    expect(system.outbox.list()).toMatchObject([
      {
        channel: "email",
        subject: expect.stringContaining("message from Postern test"),
        text: expect.stringContaining("This is a test"),
        replyTo: ["owner@example.com"],
      },
    ]);
    expect(system.decisions.list().at(-1)).toMatchObject({ function: "contact", outcome: "sent" });
  });

  it("mail: is limited as a visitor is, and says so", async () => {
    for (let i = 0; i < 3; i += 1) await cli("mail");
    const { exitCode, stderr } = await cli("mail");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("has not sent the test mail: RATE_LIMITED.");
    expect(stderr).toContain("try again in the next hour");
  });

  it("text: comes by the function sms, and says that it is a test", async () => {
    const { exitCode, stdout, stderr } = await cli("text +66812345678 --json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ what: "text", answer: { success: true } });
    expect(system.outbox.list()).toMatchObject([
      { channel: "sms", to: "+66812345678", body: expect.stringMatching(/^Test by/) },
    ]);
    const again = await cli("text +66812345678");
    expect(again.exitCode, "the cooldown counts it").toBe(1);
  });

  it.each([
    ["text +66812345678 --stage prod", 2, "This text would cost money, and none was sent."],
    ["text +66812345678 --stage prod", 2, "Then say --yes."],
    ["text", 2, "The NUMBER is missing."],
    ["text 12", 1, "has not sent the test text: INVALID_"],
    ["mail --reply-to ada", 2, "That is not an e-mail address."],
    ["mail --reply-to ada@mailinator.com", 1, "DISPOSABLE_EMAIL"],
  ])("%s: exit code %i, %s", async (args, exitCode, sentence) => {
    const failed = await cli(args);
    expect(failed).toMatchObject({ exitCode, stdout: "" });
    expect(failed.stderr).toContain(sentence);
    expect(system.outbox.list()).toEqual([]);
  });

  it("says what to start where nothing answers", async () => {
    expect((await cli("mail", { PORT: "1" })).stderr).toContain("does not answer. Run npm start");
  });
});
