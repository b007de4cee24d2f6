import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it, type TestContext } from "vitest";
import { sms } from "../../local/functions/sms.ts";
import { startLocalSystem } from "../../local/system.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples/sms/", import.meta.url));
const PHONE = "+66812345678";
const START_MS = Date.UTC(2026, 10, 21, 23, 4, 5);

const hasBoto3 = spawnSync("python3", ["-c", "import boto3"]).status === 0;
const PROGRAMS = [
  { name: "send-sms.mjs", command: process.execPath, runs: true },
  { name: "send_sms.py", command: "python3", runs: hasBoto3 },
] as const;
const WHY_SKIPPED = "skipped: python3 with boto3 was not found";

const readme = readFileSync(`${EXAMPLES}README.md`, "utf8");
const exported = Object.fromEntries(
  [...readme.matchAll(/^export (.+)$/gm)].flatMap(([, line = ""]) =>
    line.split(" ").map((each) => each.split("=")),
  ),
);

it("the README exports what the local system needs", () => {
  expect(exported).toMatchObject({
    AWS_ENDPOINT_URL_LAMBDA: "http://127.0.0.1:8787",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
});

describe.each(PROGRAMS)("examples/sms/$name", ({ name, command, runs }) => {
  const title = (text: string) => (runs ? text : `${text} (${WHY_SKIPPED})`);
  const itRuns = it.skipIf(!runs);

  itRuns(title("sends a text"), async ({ onTestFinished }) => {
    const { run, arrived } = await startWorld(command, name, onTestFinished);
    const { code, stdout, stderr } = await run(PHONE, "Your verification code is: 123456");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ success: true, message: "SMS sent successfully" });
    expect(arrived()).toEqual(["Your verification code is: 123456"]);
  });

  itRuns(
    title("waits as long as it is told when it comes too soon, and sends then"),
    async ({ onTestFinished }) => {
      const { system, run, passTo, reasons, arrived } = await startWorld(command, name, onTestFinished);
      const body = JSON.stringify({ phone: PHONE, message: "first" });
      await fetch(`${system.url}/2015-03-31/functions/sms/invocations`, { method: "POST", body });
      // Two seconds before the minute is over: a program that tries again after one is refused again.
      passTo(58_000);
      expect(await run(PHONE, "second")).toMatchObject({ code: 0 });
      expect(reasons()).toEqual(["SENT", "RATE_LIMITED", "SENT"]);
      expect(arrived()).toEqual(["first", "second"]);
    },
  );

  itRuns(title("does not give up when neither provider takes it at first"), async ({ onTestFinished }) => {
    const { system, run, passTo, reasons, arrived } = await startWorld(command, name, onTestFinished);
    system.faults.set({ clicksend: "unauthorized", sns: "reject" });
    const running = run(PHONE, "Hello");
    await expect.poll(reasons, { timeout: 10_000 }).toEqual(["SEND_FAILED"]);
    system.faults.set({ clicksend: "ok" });
    passTo(10_000);
    expect(await running).toMatchObject({ code: 0 });
    expect(reasons()).toEqual(["SEND_FAILED", "SENT"]);
    expect(arrived()).toEqual(["Hello"]);
  });

  itRuns(title("takes a permanent refusal for an answer"), async ({ onTestFinished }) => {
    const { run, reasons } = await startWorld(command, name, onTestFinished);
    const { code, stdout } = await run("+2348012345678", "Hello");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ success: false, error: "BLOCKED_COUNTRY" });
    expect(reasons()).toEqual(["BLOCKED_COUNTRY"]);
  });

  itRuns(title("says why when nobody answers"), async ({ onTestFinished }) => {
    const { system, run } = await startWorld(command, name, onTestFinished);
    await system.close();
    const { code, stdout, stderr } = await run(PHONE, "Hello");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      success: false,
      error: "INVOCATION_FAILED",
      message: expect.stringMatching(/ECONNREFUSED|Could not connect/),
    });
  });
});

/** A local system whose clock is the test's, and the program beside it. */
async function startWorld(command: string, name: string, onTestFinished: TestContext["onTestFinished"]) {
  let nowMs = () => START_MS;
  // The clock stands still until a text has been limited: however long a program takes to start, it is told the same.
  const print = (line: string) => {
    if (!line.includes("RATE_LIMITED")) return;
    const [stoodAtMs, limitedAtMs] = [nowMs(), performance.now()];
    nowMs = () => stoodAtMs + performance.now() - limitedAtMs;
  };
  const options = { port: 0, dynamodbPort: 0, functions: { sms }, print };
  const system = await startLocalSystem({ ...options, nowMs: () => nowMs() });
  onTestFinished(() => system.close());

  return {
    system,
    passTo: (elapsedMs: number) => {
      nowMs = () => START_MS + elapsedMs;
    },
    /** What the program was answered, in order. */
    reasons: () => system.decisions.list().map(({ reason }) => reason),
    arrived: () => system.outbox.list().map((sent) => (sent.channel === "sms" ? sent.body : sent.channel)),
    /** Runs it as its README says, in the environment that its README exports. */
    run: async (...args: readonly string[]) => {
      const child = spawn(command, [EXAMPLES + name, ...args], {
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          ...exported,
          AWS_ENDPOINT_URL_LAMBDA: system.url,
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const output = { stdout: "", stderr: "" };
      for (const stream of ["stdout", "stderr"] as const) {
        child[stream].setEncoding("utf8").on("data", (text: string) => {
          output[stream] += text;
        });
      }
      const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
      return { code, ...output };
    },
  };
}
