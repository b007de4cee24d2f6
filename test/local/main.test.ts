import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CannotStart } from "../../local/cannot-start.ts";
import { readLocalSettings } from "../../local/settings.ts";
import { startLocalSystem } from "../../local/system.ts";

const START = fileURLToPath(new URL("../../local/start.mjs", import.meta.url));

let directory: string;
let started: ChildProcess[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "postern-"));
  started = [];
});
afterEach(async () => {
  for (const child of started) child.kill("SIGKILL");
  await rm(directory, { recursive: true });
});

/** Runs the command in an empty directory, with nothing but `env` in its environment. */
function run(env: Record<string, string> = {}, args: readonly string[] = [START]) {
  const child = spawn(process.execPath, args, {
    cwd: directory,
    env: { PORT: "0", DYNAMODB_PORT: "0", SQS_PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  const output = { stdout: "", stderr: "" };
  const ready = Promise.withResolvers<string>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
    const url = /Contact form\s+(\S+)\/\n/.exec(output.stdout)?.[1];
    if (url !== undefined && /curl [^\n]+\n\n/.test(output.stdout)) ready.resolve(url);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, ...output })),
  );
  const startedOrEnded = Promise.race([
    ready.promise,
    ended.then(({ stderr }) => Promise.reject(new Error(`it ended: ${stderr}`))),
  ]);
  return { child, output, ended, ready: () => startedOrEnded };
}

/** Ends with one sentence, and with nothing else. */
async function sentenceOf(running: ReturnType<typeof run>): Promise<string> {
  running.ready().catch(() => undefined);
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^[^\n]+\.\n$/);
  return stderr.trim();
}

/** The same without a process of its own: it prints nothing but what is thrown. */
async function sentenceHere(env: Readonly<Record<string, string>>): Promise<string> {
  const starting = async () => {
    const ports = { PORT: "0", DYNAMODB_PORT: "0", SQS_PORT: "0" };
    const system = await startLocalSystem(readLocalSettings({ ...ports, ...env }, ""));
    await system.close();
  };
  const thrown: unknown = await starting().catch((error) => error);
  expect(thrown).toBeInstanceOf(CannotStart);
  const { message } = thrown as CannotStart;
  expect(message).toMatch(/^[^\n]+\.$/);
  return message;
}

const onWindows =
  process.platform === "win32" ? " (skipped: Windows gives an orphan no new parent to be seen by)" : "";

function endGroup(leader: number | undefined): void {
  try {
    process.kill(-Number(leader), "SIGKILL");
  } catch (error) {
    // Nobody is left of it, as it should be.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function mailsAt(url: string) {
  const response = await fetch(`${url}/_postern/outbox`);
  return (await response.json()) as { from: string; subject: string; to: string[] }[];
}

describe("npm start", () => {
  it("says where everything is, with a curl line that works", async () => {
    const running = run();
    const url = await running.ready();
    const { stdout } = running.output;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(stdout).toContain(`${url}/_postern/\n`);
    expect(stdout).toContain(`${url}/_postern/outbox\n`);
    expect(stdout).toMatch(/DynamoDB\s+http:\/\/127\.0\.0\.1:\d+\n/);
    expect(stdout).toMatch(/SQS\s+http:\/\/127\.0\.0\.1:\d+\n/);
    expect(stdout).toContain(`Text message  ${url}/sms\n`);
    expect(stdout).toContain(`Sign-up       ${url}/signup\n`);
    expect(stdout).toMatch(/Secrets\s+http:\/\/127\.0\.0\.1:\d+\n/);
    expect(stdout).toContain(`curl ${url}/_postern/clock -d '{"advanceSeconds":3600}'`);
    expect(stdout.split("\n").length).toBeLessThan(18);

    const curl = /curl (?<to>\S+) -H 'Content-Type: (?<type>[^']+)' -d '(?<body>[^']+)'/.exec(stdout)?.groups;
    const answer = await fetch(curl?.to ?? "", {
      method: "POST",
      headers: { "content-type": curl?.type ?? "" },
      body: curl?.body ?? "",
    });
    expect(await answer.json()).toMatchObject({ success: true });
    expect(await mailsAt(url)).toHaveLength(1);

    const invoke = /curl (?<to>\S+\/invocations) -d '(?<payload>[^']+)'/.exec(stdout)?.groups;
    const invoked = await fetch(invoke?.to ?? "", { method: "POST", body: invoke?.payload ?? "" });
    expect(await invoked.json()).toMatchObject({ success: true, provider: "ClickSend" });

    const withKey = /curl (?<to>\S+) -H 'x-api-key: (?<key>[^']+)' -d '(?<body>[^']+)'/.exec(stdout)?.groups;
    const first = await fetch(withKey?.to ?? "", {
      method: "POST",
      headers: { "x-api-key": withKey?.key ?? "" },
      body: withKey?.body ?? "",
    });
    expect(await first.json()).toEqual({
      name: "John Doe",
      email: "johndoe@example.com",
      timestamp: expect.any(Number),
    });
    const usage = await (await fetch(`${url}/_postern/usage`)).json();
    expect(usage).toMatchObject([{ name: "demo", plan: "demo", used: 1, limit: 10 }]);
    expect(running.output.stderr).toBe("");
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "stops cleanly on %s, also with a connection open",
    async (signal) => {
      const running = run();
      const url = await running.ready();
      await fetch(`${url}/_postern/outbox`);
      running.child.kill(signal);
      expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
    },
  );

  it.skipIf(process.platform === "win32")(
    `frees its ports when npm gets SIGTERM and passes it to its shell alone${onWindows}`,
    async () => {
      const npm = spawn("npm", ["start"], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        env: { ...process.env, PORT: "0", DYNAMODB_PORT: "0", SQS_PORT: "0" },
        stdio: ["ignore", "pipe", "ignore"],
        // A group of its own, so that whoever is left of it can be ended by the test.
        detached: true,
      });
      try {
        let stdout = "";
        const ended = new Promise((resolve) => npm.stdout.once("end", resolve));
        const url = await new Promise<string>((resolve) =>
          npm.stdout.setEncoding("utf8").on("data", (text: string) => {
            stdout += text;
            const found = /Contact form\s+(\S+)\/\n/.exec(stdout)?.[1];
            if (found !== undefined) resolve(found);
          }),
        );
        expect((await fetch(url)).status).toBe(200);
        npm.kill("SIGTERM");
        // The pipe ends when the last process that holds it does: npm, its shell, and the server.
        await ended;
        await expect(fetch(url)).rejects.toThrow();
      } finally {
        endGroup(npm.pid);
      }
    },
  );

  it("lets nothing of the shell's AWS settings through", async () => {
    const running = run({
      AWS_PROFILE: "production",
      AWS_REGION: "nowhere",
      AWS_ACCESS_KEY_ID: "AKIA0000000000000000",
      AWS_SECRET_ACCESS_KEY: "real",
      AWS_SESSION_TOKEN: "real",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_ENDPOINT_URL_SESV2: "http://127.0.0.1:1",
      AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1",
      AWS_ENDPOINT_URL_SNS: "http://127.0.0.1:1",
      AWS_ENDPOINT_URL_SECRETS_MANAGER: "http://127.0.0.1:1",
      CLICKSEND_URL: "http://127.0.0.1:1",
    });
    const url = await running.ready();
    const body = JSON.stringify({ name: "Ada", email: "ada@example.org", message: "Hello" });
    const headers = { "content-type": "application/json" };
    expect((await fetch(`${url}/contact`, { method: "POST", headers, body })).status).toBe(200);
    expect(await mailsAt(url)).toHaveLength(1);
    await fetch(`${url}/_postern/faults`, { method: "PUT", body: '{"clicksend":"throttle"}' });
    const text = JSON.stringify({ phone: "+66812345678", message: "Hello" });
    const invocation = await fetch(`${url}/2015-03-31/functions/sms/invocations`, {
      method: "POST",
      body: text,
    });
    expect(await invocation.json()).toMatchObject({ success: true, provider: "SNS" });
  });

  it("takes settings from .env, and rather from the environment", async () => {
    await writeFile(
      join(directory, ".env"),
      "FROM_EMAIL=file@example.com\nSITE_NAME='From the file'\nTO_EMAIL=\n",
    );
    const running = run({ SITE_NAME: "From the environment" });
    const url = await running.ready();
    const body = new URLSearchParams({ name: "Ada", email: "ada@example.org", message: "Hello" });
    await fetch(`${url}/contact`, { method: "POST", body, redirect: "manual" });
    expect(await mailsAt(url)).toMatchObject([
      {
        from: "file@example.com",
        to: ["file@example.com"],
        subject: expect.stringContaining("From the environment"),
      },
    ]);
  });
});

describe("one clear sentence for", () => {
  it.each([
    [
      { PORT: "banana" },
      'PORT must be a whole number from 0 to 65535, where 0 takes any free port: it is "banana".',
    ],
    [
      { DYNAMODB_PORT: "65536" },
      'DYNAMODB_PORT must be a whole number from 0 to 65535, where 0 takes any free port: it is "65536".',
    ],
    [{ PORT: "-1" }, 'PORT must be a whole number from 0 to 65535, where 0 takes any free port: it is "-1".'],
    [{ PORT: "8123", DYNAMODB_PORT: "8123" }, "PORT and DYNAMODB_PORT are both 8123: they must differ."],
    [{ PORT: "9324", SQS_PORT: "9324" }, "PORT and SQS_PORT are both 9324: they must differ."],
  ])("%j", async (env, sentence) => {
    expect(await sentenceHere(env)).toBe(sentence);
  });

  it.each(["PORT", "DYNAMODB_PORT", "SQS_PORT"])("a %s that is taken", async (setting) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect(await sentenceHere({ [setting]: String(port) })).toBe(
      `Port ${port} is already in use: stop the program that uses it, or choose another port with ${setting}.`,
    );
    await new Promise((resolve) => server.close(resolve));
  });

  it("a setting of a function that makes no sense", async () => {
    expect(await sentenceHere({ IP_LIMIT_PER_HOUR: "many" })).toMatch(
      /^IP_LIMIT_PER_HOUR is not a whole number from 1 to 100\. Set IP_LIMIT_PER_HOUR to /,
    );
    expect(await sentenceHere({ RATE_TABLE: "a b" })).toMatch(/^RATE_TABLE is not the name of /);
    expect(await sentenceHere({ USAGE_PLANS: "{}" })).toMatch(
      /^USAGE_PLANS is not a JSON object of plans\. /,
    );
    expect(await sentenceHere({ ALLOWED_ORIGIN: "*" })).toMatch(/^ALLOWED_ORIGIN must not be \*/);
    expect(await sentenceHere({ ESCALATED_COOLDOWN_SECONDS: "5" })).toMatch(
      /^ESCALATED_COOLDOWN_SECONDS is shorter than BASE_COOLDOWN_SECONDS/,
    );
  });

  it("what a process of its own ends with", async () => {
    const env = { PORT: "banana" };
    expect(await sentenceOf(run(env))).toBe(await sentenceHere(env));
  });

  it("a .env that cannot be read", async () => {
    await mkdir(join(directory, ".env"));
    expect(await sentenceOf(run())).toBe("The file .env cannot be read: make it readable, or remove it.");
  });

  it("a Node that is too old", async () => {
    const pretend = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"22.17.1"})`;
    expect(await sentenceOf(run({}, ["--import", pretend, START]))).toMatch(
      /^Postern needs Node 22\.18 or newer, and this is Node 22\.17\.1: /,
    );
  });
});
