import { Resolver } from "node:dns/promises";
import { mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  type MockInstance,
  vi,
} from "vitest";
import { startLocalSystem } from "../../../local/system.ts";
import { bundleHash } from "../../../src/aws/bundle-hash.ts";
import { CHECKS } from "../../../src/cli/doctor/checks.ts";
import type { Finding } from "../../../src/cli/doctor/finding.ts";
import { FUNCTION_NAMES } from "../../../src/cli/doctor/schemas.ts";
import { typedHere } from "../support/in-process.ts";
import { folder } from "../support/shell.ts";
import {
  CREDENTIALS,
  PLANTED,
  SECRETS,
  startDeployment,
  type TestDeployment,
  type ToldOtherwise,
} from "./support/deployment.ts";
import { DENIED, FAULTS } from "./support/faults.ts";
import { startService } from "./support/service.ts";
import { recordAwsCalls } from "./support/wire.ts";

const toOurselves = { TO_EMAIL: PLANTED.FROM_EMAIL };

/** The access key of the doctor alone: the local system has another, and calls at the same time. */
const DOCTOR = "doctor";

let deployment: TestDeployment;
const printed: string[] = [];
beforeAll(async () => {
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", DOCTOR);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", CREDENTIALS.secretAccessKey);
  deployment = await startDeployment();
});
afterEach(() => deployment.reset());
afterAll(async () => {
  vi.unstubAllEnvs();
  await deployment.close();
});

async function doctor(args = "") {
  const env = { PORT: new URL(deployment.url).port, AWS_ENDPOINT_URL_LAMBDA: deployment.url };
  const ending = await typedHere(["doctor", ...args.split(" ").filter(Boolean)], env);
  printed.push(ending.stdout, ending.stderr);
  return ending;
}

async function findings(args = "") {
  const { exitCode, stdout, stderr } = await doctor(`--json ${args}`);
  expect(stderr).toBe("");
  const all: readonly Finding[] = JSON.parse(stdout).findings;
  return { exitCode, all, bad: all.filter(({ level }) => level !== "ok") };
}

describe("postern doctor", () => {
  it("finds nothing wrong with what is well", async () => {
    const { exitCode, stdout, stderr } = await doctor();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/\n\nNothing here would stop mail or texts\.\n$/);
    expect(new Set(stdout.match(/^ {2}\S/gm))).toEqual(new Set(["  ✓"]));
    expect((await findings()).bad).toEqual([]);
  });

  it.each(FAULTS)("$what: finds that, with its remedy, and nothing else", async ({ arrange, expected }) => {
    await arrange(deployment);
    const { exitCode, bad } = await findings();
    expect(bad).toMatchObject(
      expected.map(([check, level, remedy]) => ({ check, level, remedy: expect.stringMatching(remedy) })),
    );
    expect(exitCode).toBe(expected.some(([, level]) => level !== "warning") ? 1 : 0);
  });

  it("says what it means that a protection is off, and whose", async () => {
    const off = { DAILY_SPEND_LIMIT_USD: undefined };
    deployment.tell({ environments: { sms: off, signup: off } });
    const says = (await findings()).bad.map((each) => each.says);
    expect(says).toContain("Nothing limits the money that texts cost: DAILY_SPEND_LIMIT_USD of sms is off.");
    expect(says).toContain(
      "Nothing limits the money that mails cost: DAILY_SPEND_LIMIT_USD of signup is off.",
    );
  });

  it("says how many texts the day's money is", async () => {
    const told = async () => {
      const { all } = await findings();
      return all.filter(({ check }) => check === "text-spend-limit").map(({ says }) => says);
    };
    expect(await told()).toContain(
      "Your 5 USD a day are so many texts of one segment: 158 to +1, 16 to +44 (price not known), 16 to +49 (price not known), 16 to +66 (price not known), 52 to +81.",
    );
    const sms = { ALLOWED_COUNTRY_CODES: "66,65", SMS_PRICES_USD: "66=0.025", DAILY_SPEND_LIMIT_USD: "4" };
    deployment.tell({ environments: { sms, deliver: { TEXT_DAILY_SPEND_LIMIT_USD: "4" } } });
    expect(await told()).toContain(
      "Your 4 USD a day are so many texts of one segment: 160 to +66, 13 to +65 (price not known).",
    );
  });

  it("takes a limit for each country as a ceiling on texts, and one for some countries as none", async () => {
    const limited = (COUNTRY_SPEND_LIMITS_USD: string) => ({
      sms: { DAILY_SPEND_LIMIT_USD: undefined, COUNTRY_SPEND_LIMITS_USD },
      deliver: { TEXT_DAILY_SPEND_LIMIT_USD: undefined, COUNTRY_SPEND_LIMITS_USD },
    });
    deployment.tell({ environments: limited("66=5,*=1") });
    expect((await findings()).bad).toEqual([]);
    deployment.tell({ environments: limited("66=5") });
    expect((await findings()).bad).toMatchObject([{ check: "text-spend-limit" }]);
  });

  it.each(DENIED)(
    "says what it may not look at, and which right it lacks: %s",
    async (part, checks, right) => {
      deployment.system.faults.set({ [part]: "unauthorized" });
      const { exitCode, bad } = await findings();
      expect(exitCode).toBe(1);
      expect([...new Set(bad.map(({ check }) => check))]).toEqual(checks);
      for (const { level, remedy } of bad) {
        expect(level).toBe("unknown");
        expect(remedy).toContain(`Allow ${right}`);
      }
    },
  );

  it("goes on without a function that it may not look at", async () => {
    deployment.tell({ denied: ["sms"] });
    const { exitCode, all, bad } = await findings();
    expect(exitCode).toBe(1);
    const remedy = expect.stringContaining("Allow lambda:GetFunctionConfiguration");
    expect(bad).toMatchObject([{ check: "function", level: "unknown", remedy }]);
    expect(all.map(({ check }) => check)).toContain("ses-quota");
  });

  it("says once that nothing is deployed", async () => {
    deployment.tell({ absent: FUNCTION_NAMES });
    const { exitCode, bad } = await findings();
    expect(exitCode).toBe(1);
    const remedy = expect.stringContaining("AWS_REGION");
    expect(bad).toMatchObject([{ check: "deployed", level: "failure", remedy }]);
  });

  it("tells people in a line each, the remedy below, and what it comes to", async () => {
    deployment.system.account.set({ ses: { sending: false }, sns: { sandbox: true, alerts: "none" } });
    const { exitCode, stdout } = await doctor();
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      [
        "",
        "  ✗ Sending is paused: SES sends nothing for this account.",
        "      Once you know why: aws sesv2 put-account-sending-attributes --sending-enabled.",
        "  ✓ 0 of the 50000 mails",
      ].join("\n"),
    );
    expect(stdout).toMatch(/\n\n2 things would stop mail or texts; 1 warning\.\n$/);
  });

  it("does not say that all is well of what it could not look at", async () => {
    deployment.system.faults.set({ secrets: "unauthorized" });
    expect((await doctor()).stdout).toMatch(/\n\nNothing found so far; 1 thing could not be looked at\.\n$/);
  });

  it("shows what is accepted, and does not count it", async () => {
    deployment.system.account.set({ ses: { production: false }, clicksend: { balance: 0 } });
    deployment.tell({ environments: { contact: toOurselves, deliver: toOurselves } });
    const accepted = "--accept ses-sandbox,clicksend-account";
    const { exitCode, bad } = await findings(accepted);
    expect(exitCode).toBe(0);
    expect(bad).toMatchObject([
      { check: "ses-sandbox", level: "accepted", remedy: expect.stringContaining("production access") },
      { check: "clicksend-account", level: "accepted", remedy: expect.stringContaining("Top it up") },
    ]);
    const { stdout } = await doctor(accepted);
    expect(stdout).toContain("\n  – SES is in its sandbox");
    expect(stdout).toMatch(/\n\nNothing else here would stop mail or texts; 2 accepted\.\n$/);
    expect((await findings("--accept ses-sandbox")).exitCode).toBe(1);
  });

  it("leaves out what is well with --only-problems, and counts all the same", async () => {
    deployment.system.account.set({
      ses: { production: false },
      sns: { sandbox: true },
      clicksend: { balance: 0 },
    });
    const { exitCode, stdout } = await doctor("--only-problems --accept clicksend-account");
    expect(exitCode).toBe(1);
    expect(stdout.match(/^ {2}\S/gm)?.length).toBeGreaterThan(1);
    expect(new Set(stdout.match(/^ {2}\S/gm))).not.toContain("  ✓");
    expect(new Set(stdout.match(/^ {2}\S/gm))).not.toContain("  –");
    expect(stdout).not.toMatch(/^Tables$/m);
    expect(stdout).toMatch(/ would stop mail or texts; .*1 accepted\.\n$/);
    const { all } = await findings("--only-problems");
    expect(new Set(all.map(({ level }) => level))).not.toContain("ok");
    deployment.system.account.heal();
    expect((await doctor("--only-problems")).stdout).toMatch(
      /^Postern at \S+ \(local\)\n\nNothing here would stop mail or texts\.\n$/,
    );
  });

  it("marks its own trials in the log, so that no visitor is suspected", async () => {
    const { decisions } = deployment.system;
    const before = decisions.list().length;
    await doctor();
    const trials = decisions.list().slice(before);
    expect(new Set(trials.map(({ reason }) => reason))).toEqual(new Set(["PREFLIGHT", "INVALID_BODY"]));
    expect(new Set(trials.map(({ probe }) => probe))).toEqual(new Set(["doctor"]));
    const headers = { origin: new URL(deployment.system.url).origin, "content-type": "application/json" };
    await fetch(`${deployment.system.url}/contact`, { method: "POST", headers, body: "[]" });
    expect(decisions.list().at(-1)).not.toHaveProperty("probe");
  });

  it("is called wrongly with a check that there is not", async () => {
    const { exitCode, stdout, stderr } = await doctor("--accept ses-sandbox,sandbox");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain('no check "sandbox"');
    expect(stderr).toContain(CHECKS.join(", "));
  });

  it("says how many messages are held, which they are wherever the system runs as a whole", async () => {
    const held = async () => (await findings()).all.filter(({ check }) => check === "held");
    expect(await held()).toEqual([{ check: "held", level: "ok", says: "No message is held." }]);
    const message = { name: "Ada", email: "ada@example.org", message: "Hello", company: "Engines" };
    for (const name of ["Ada", "Bob"])
      await fetch(`${deployment.system.url}/contact`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...message, name }),
      });
    const says = expect.stringMatching(/^2 messages are held, .*: postern held list\.$/);
    expect(await held()).toEqual([{ check: "held", level: "ok", says }]);
  });

  it("names in its documentation every check that may be accepted", async () => {
    const text = await readFile(join(import.meta.dirname, "../../../docs/doctor.md"), "utf8");
    expect(CHECKS.filter((check) => !text.includes(`\`${check}\``))).toEqual([]);
  });

  it("names the setting that is meant where FROM_EMAIL stands in for TO_EMAIL", async () => {
    deployment.tell({ environments: { contact: { TO_EMAIL: undefined } } });
    const told = (await findings()).all.filter(({ check }) => check === "to-suppressed");
    expect(told.map(({ says }) => says.replace(" is not on the suppression list.", ""))).toEqual([
      "TO_EMAIL (deliver)",
      "FROM_EMAIL (contact)",
    ]);
  });

  it("finds that messages are refused which do not come through CloudFront", async () => {
    const demanding = { REQUIRE_EDGE: "true", ALLOWED_ORIGIN: "https://www.example.com" };
    const env = { ...PLANTED, ...demanding };
    deployment.tell({
      environments: {
        contact: { ...demanding, EDGE_SECRET: PLANTED.EDGE_SECRET },
        signup: { ...demanding, EDGE_SECRET: PLANTED.EDGE_SECRET },
      },
    });
    const behindEdge = await startLocalSystem({ port: 0, dynamodbPort: 0, env });
    try {
      const { exitCode, bad } = await findings(`--url ${behindEdge.url}`);
      expect(exitCode).toBe(1);
      const remedy = expect.stringContaining("--url");
      expect(bad).toMatchObject(
        ["contact", "signup"].map((name) => ({
          ...{ check: "form", level: "failure", remedy },
          says: expect.stringContaining(`/${name} refuses every message: REQUIRE_EDGE is on`),
        })),
      );
      expect(behindEdge.outbox.list()).toEqual([]);
    } finally {
      await behindEdge.close();
    }
  });

  it.each(["www.example.com", "https://www.example.com/?from=mail", "https://www.example.com/#contact"])(
    "is called wrongly with a URL after which no path can stand: %s",
    async (url) => {
      expect(await doctor(`--url ${url}`)).toMatchObject({ exitCode: 2, stdout: "" });
    },
  );
});

describe("what the local account never is", () => {
  async function findingsAt(
    endpoint: string,
    answers: Readonly<Record<string, object>>,
    environments: ToldOtherwise["environments"] = {},
  ) {
    const service = await startService(answers);
    const contact = { ...environments.contact, [endpoint]: service.url };
    try {
      deployment.tell({ environments: { ...environments, contact } });
      const { all } = await findings();
      return (check: string) =>
        all.filter((each) => each.check === check).map(({ level, says }) => `${level}: ${says}`);
    } finally {
      await service.close();
    }
  }

  it("tables that are being made, with their TTL elsewhere", async () => {
    const told = await findingsAt("AWS_ENDPOINT_URL_DYNAMODB", {
      DescribeTable: { Table: { TableStatus: "CREATING" } },
      DescribeTimeToLive: {
        TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: "expires" },
      },
    });
    expect(told("table")[0]).toMatch(/^failure: .* is CREATING\.$/);
    expect(told("ttl")[0]).toMatch(/^warning: .* TTL on expires instead of ttl/);

    const disabling = await findingsAt("AWS_ENDPOINT_URL_DYNAMODB", {
      DescribeTimeToLive: { TimeToLiveDescription: { TimeToLiveStatus: "DISABLING", AttributeName: "ttl" } },
      DescribeTable: { Table: { TableStatus: "ACTIVE" } },
    });
    expect(disabling("ttl")[0]).toMatch(/^warning: .* its TTL is off/);
  });

  it("tables at the endpoint of all services, which functions take as well", async () => {
    const answers = { DescribeTable: { Table: { TableStatus: "CREATING" } } };
    const told = await findingsAt("AWS_ENDPOINT_URL", answers, {
      contact: { AWS_ENDPOINT_URL_DYNAMODB: undefined },
    });
    expect(told("table")[0]).toMatch(/^failure: .* is CREATING\.$/);
  });

  it("a plan of another API, and keys that are ours by their tags alone, or not at all", async () => {
    const told = await findingsAt("AWS_ENDPOINT_URL_API_GATEWAY", {
      "/restapis": { item: [{ id: "ours", name: "postern-api-dev" }] },
      "/usageplans": {
        item: [
          { id: "plan", name: "postern-partners-dev", apiStages: [{ apiId: "other", stage: "dev" }] },
          { id: "foreign", name: "somebody's" },
        ],
      },
      "/usageplans/plan/keys": { item: [] },
      "/apikeys": {
        item: [
          { id: "tagged", name: "shop", tags: { project: "postern", stage: "dev" } },
          { id: "foreign", name: "somebody's" },
        ],
      },
    });
    expect(told("usage-plan")).toEqual([
      expect.stringMatching(/^failure: .*postern-partners-dev is not attached/),
    ]);
    expect(told("api-keys")).toEqual([expect.stringMatching(/^failure: .* with the id tagged:/)]);
  });

  it("what somebody has paused, and sign-ups that bounces have stopped", async () => {
    const CONTROLS = "true";
    const watched = { CONFIGURATION_SET: "postern-dev", MAX_BOUNCE_PERCENT: "4" };
    const look = (Item: object) =>
      findingsAt(
        "AWS_ENDPOINT_URL_DYNAMODB",
        { GetItem: { Item } },
        { contact: { CONTROLS }, sms: { CONTROLS }, signup: { CONTROLS, ...watched } },
      );
    const off = await look({ paused: { N: "1795305600000" }, sent: { N: "50" }, bounced: { N: "5" } });
    expect(off("paused")).toEqual(
      ["contact", "sms", "signup"].map((name) =>
        expect.stringMatching(`^warning: ${name} refuses .* 2026-11-22 00:00 UTC`),
      ),
    );
    expect(off("bounces")).toEqual([expect.stringMatching(/^warning: signup refuses everybody/)]);

    const on = await look({ sent: { N: "50" }, bounced: { N: "2" } });
    expect([...on("paused"), ...on("bounces")]).toEqual(Array(4).fill(expect.stringMatching(/^ok: /)));
  });

  it("a quota without end, and a sender who is verified by the domain alone", async () => {
    const told = await findingsAt("AWS_ENDPOINT_URL_SESV2", {
      "/v2/email/account": {
        ...{ ProductionAccessEnabled: true, SendingEnabled: true, EnforcementStatus: "HEALTHY" },
        SendQuota: { Max24HourSend: -1, SentLast24Hours: 70_000 },
      },
      "/v2/email/identities/planted-from%40example.com": { VerifiedForSendingStatus: false },
      "/v2/email/identities/example.com": {
        VerifiedForSendingStatus: true,
        DkimAttributes: { Status: "SUCCESS", SigningEnabled: false },
      },
    });
    expect(told("ses-quota")).toEqual(["ok: Mails a day have no limit."]);
    expect(told("from-verified")).toEqual([expect.stringMatching(/^ok: /)]);
    expect(told("dkim")).toEqual([expect.stringMatching(/^warning: /)]);
  });
});

describe("postern doctor --stage dev", () => {
  let bundles: Awaited<ReturnType<typeof folder>>;
  /** At AWS the name servers of this machine are asked. */
  let setServers: MockInstance;
  beforeEach(async () => {
    setServers = vi.spyOn(Resolver.prototype, "setServers");
    vi.spyOn(Resolver.prototype, "resolveTxt").mockResolvedValue([["v=DMARC1; p=none"]]);
    bundles = await folder({});
    await mkdir(join(bundles.path, "contact"));
    const file = join(bundles.path, "contact", "index.mjs");
    await writeFile(file, "export const handler = () => {};\n");
    await utimes(file, new Date("2026-11-01"), new Date("2026-11-01"));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await bundles.remove();
  });

  const atAws = (path = bundles.path) => `--stage dev --url ${deployment.system.url}/ --bundles ${path}`;

  it("compares what is built with what is deployed", async () => {
    const bundleFindings = async (path?: string) => {
      const { all } = await findings(atAws(path));
      return all.filter(({ check }) => check === "bundle").map(({ level, says }) => `${level}: ${says}`);
    };
    const bundle = bundleHash(join(bundles.path, "contact"));
    deployment.tell({ tags: { bundle, "numbering-plans": dateOf(0) } });
    expect(await bundleFindings()).toEqual(["ok: contact is this build."]);
    expect((await findings(atAws())).bad).toEqual([]);
    const differs = "warning: contact as deployed is not this build, and";
    deployment.tell({ tags: { bundle: "0000" }, lastModified: "2026-10-01T00:00:00.000+0000" });
    expect(await bundleFindings()).toEqual([`${differs} is older.`]);
    deployment.tell({ lastModified: "2026-11-02T00:00:00.000+0000" });
    expect(await bundleFindings()).toEqual([`${differs} was deployed later.`]);
    deployment.tell({ tags: {} });
    expect(await bundleFindings()).toEqual([expect.stringMatching(/^warning: contact has no tag bundle/)]);
    const none = join(bundles.path, "none");
    expect(await bundleFindings(none)).toEqual([`ok: Not compared: nothing is built in ${none}.`]);
  });

  const dateOf = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

  it("tells how old the numbering plans of sms are", async () => {
    const none = atAws(join(bundles.path, "none"));
    const told = async () => (await findings(none)).all.filter(({ check }) => check === "numbering-plans");
    const tagged = (daysAgo: number) => deployment.tell({ tags: { "numbering-plans": dateOf(daysAgo) } });
    tagged(21);
    const says = `sms knows the numbering plans of ${dateOf(21)}, which are 21 days old.`;
    expect(await told()).toEqual([{ check: "numbering-plans", level: "ok", says }]);
    tagged(365);
    expect(await told()).toMatchObject([{ level: "ok" }]);
    tagged(366);
    expect(await told()).toMatchObject([
      {
        level: "warning",
        says: expect.stringContaining("366 days old"),
        remedy: expect.stringContaining("Update libphonenumber-js"),
      },
    ]);
    for (const tags of [{}, { "numbering-plans": "soon" }]) {
      deployment.tell({ tags });
      expect(await told()).toMatchObject([
        { level: "warning", says: expect.stringMatching(/^sms has no tag/) },
      ]);
    }
    deployment.tell({ absent: ["sms"] });
    expect(await told()).toEqual([]);
  });

  it("asks no name server that a function names", async () => {
    expect((await findings(atAws())).all).toContainEqual(
      expect.objectContaining({ check: "dmarc", level: "ok" }),
    );
    expect(setServers).not.toHaveBeenCalled();
  });

  it("says of forms behind CloudFront that it must be told where they are", async () => {
    const demanding = { REQUIRE_EDGE: "true", EDGE_SECRET: PLANTED.EDGE_SECRET };
    deployment.tell({ environments: { contact: demanding, signup: demanding } });
    const { exitCode, bad } = await findings(`--stage dev --bundles ${join(bundles.path, "none")}`);
    expect(exitCode).toBe(1);
    expect(bad).toMatchObject(
      ["/contact", "/signup"].map((path) => ({
        ...{ check: "form", level: "unknown" },
        says: expect.stringContaining(path),
        remedy: expect.stringContaining("--url"),
      })),
    );
    expect((await findings(atAws(join(bundles.path, "none")))).bad).toEqual([]);
  });

  it("finds the API by its name", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (url: string) => {
      asked.push(String(url));
      return Response.json({ error: "SOMETHING" }, { status: 400 });
    });
    try {
      const { bad } = await findings(`--stage dev --bundles ${bundles.path}`);
      expect(bad.map(({ check, level }) => `${check}: ${level}`)).toEqual(
        expect.arrayContaining(["origin: failure", "form: failure"]),
      );
      expect(asked).toContain("https://local00api.execute-api.us-east-1.amazonaws.com/dev/contact");
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("makes the calls that --policy allows, and no others", async () => {
    const wire = recordAwsCalls(DOCTOR);
    try {
      await deployment.pollQueue();
      await findings(atAws());
      const environments = {
        formsubmit: { USAGE_PLAN: "function", ACCESS_TABLE: "postern-access-dev" },
        signup: { CONTROLS: "true" },
        contact: { DELIVERY_QUEUE_URL: `${deployment.system.sqsUrl}/000000000000/postern-delivery-dev` },
      };
      deployment.tell({ environments });
      await findings(atAws());
    } finally {
      wire.stop();
    }
    const { stdout } = await doctor("--policy --stage dev");
    const statements: readonly { Action: string[]; Resource: string[] }[] = JSON.parse(stdout).Statement;
    const allowed = statements.flatMap(({ Action, Resource }) =>
      Action[0] === "apigateway:GET"
        ? Resource.map((arn) => arn.replace("arn:aws:apigateway:*::", "apigateway:GET "))
        : Action,
    );
    // The local system polls its queue from this process, too.
    wire.calls.delete("sqs:ReceiveMessage");
    const made = [...wire.calls].map((call) => call.replace(/(?<=\/usageplans\/)[^/]+/, "*"));
    expect(made.toSorted()).toEqual(allowed.toSorted());
  });

  it("wants everything only of actions that know no resource", async () => {
    const { stdout } = await doctor("--policy --stage prod");
    const statements: readonly { Action: string[]; Resource: string[] }[] = JSON.parse(stdout).Statement;
    expect(
      statements.filter(({ Resource }) => Resource.includes("*")).flatMap(({ Action }) => Action),
    ).toEqual([
      ...["ses:GetAccount", "ses:GetSuppressedDestination"],
      ...["sns:GetSMSAttributes", "sns:GetSMSSandboxAccountStatus"],
    ]);
    expect(stdout).toContain("postern-*-prod");
    expect(stdout).not.toContain("-dev");
  });
});

it("has printed no secret, key, address or number in all of this", () => {
  const all = printed.join("\n");
  expect(printed.length).toBeGreaterThan(FAULTS.length);
  // The stand-in of ClickSend tells of its owner what the real one tells.
  for (const secret of [...SECRETS, "@example", "+1555", "Lovelace"]) expect(all).not.toContain(secret);
});
