import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newCaller, signupAsk, startWorld, type World } from "../signup/support/world.ts";
import { buildAlone } from "../support/bundle.ts";
import { eventV1, eventV2, replyOf } from "../support/events.ts";
import { capture } from "../support/host.ts";
import { OWNER, VISITOR } from "../support/planted.ts";
import { startLambdaProcess } from "../support/runtime-api.ts";

let world: World;
let bundle: Awaited<ReturnType<typeof buildAlone>>;
let lambda: Awaited<ReturnType<typeof startLambdaProcess>>;
beforeAll(async () => {
  [world, bundle] = await Promise.all([startWorld(), buildAlone("signup")]);
  lambda = await startLambdaProcess({
    handlerModule: bundle.index,
    env: { ...world.env, ...world.withApi },
    cwd: bundle.folder,
  });
});
beforeEach(() => world.forget());
afterAll(async () => {
  lambda.lines().forEach(capture);
  await Promise.all([lambda.close(), world.close(), bundle.remove()]);
});

const signUp = async (email: string, eventOf: typeof eventV1 | typeof eventV2 = eventV2) =>
  replyOf(await lambda.invoke(eventOf(signupAsk({ email }, { from: newCaller() }))));

describe("the built function signup, alone in a folder under a Lambda runtime", () => {
  it("has nothing installed beside it, and the list of throw-away domains where it looks for it", async () => {
    expect((await readdir(bundle.folder)).toSorted()).toEqual(["index.mjs", "parts"]);
    expect(await readdir(join(bundle.folder, "parts", "email"))).toContain("disposable-domains.bin");
  });

  it("refuses what is refused, by the list beside it, and calls nobody", async () => {
    const replies = [await signUp("planted"), await signUp("planted@x.mailinator.com", eventV1)];
    expect(replies.map(({ status, body }) => [status, JSON.parse(body)])).toEqual([
      [422, { error: "Valid email required" }],
      [422, { error: "Disposable emails not accepted" }],
    ]);
    expect(world.calls).toEqual([]);
  });

  it("signs up who passes, by DNS and the API, and welcomes them", async () => {
    expect((await signUp(VISITOR.email)).status).toBe(201);
    expect((await signUp(VISITOR.email, eventV1)).status).toBe(201);
    expect(world.mails()).toMatchObject(Array(2).fill({ from: OWNER, to: [VISITOR.email], replyTo: [] }));
    expect(world.actions()).toEqual([
      "dynamodb:PutItem",
      "secretsmanager:GetSecretValue",
      "dynamodb:PutItem",
      "dynamodb:GetItem",
      "POST /v1/verify",
      "dynamodb:PutItem",
      "ses:SendEmail",
      ...["dynamodb:PutItem", "dynamodb:PutItem", "ses:SendEmail"],
    ]);
    expect(world.dns.askedOf("visitors.example")).toEqual(["MX"]);
  });

  it("refuses what takes no mail", async () => {
    const { status, body } = await signUp(`planted@${world.newDomain({})}`);
    expect([status, JSON.parse(body)]).toEqual([422, { error: "That email isn't deliverable" }]);
    expect(world.mails()).toEqual([]);
  });

  it("logs one line of JSON for each request, under Lambda's request id, and nothing else", () => {
    const lines = lambda.lines().map((line) => JSON.parse(line));
    expect(lines.map(({ requestId }) => requestId)).toEqual(lines.map((_, i) => `request-${i + 1}`));
    expect(lines.map(({ reason }) => reason)).toEqual([
      "INVALID_EMAIL",
      "DISPOSABLE_EMAIL",
      "SENT",
      "SENT",
      "UNDELIVERABLE_EMAIL",
    ]);
    expect(lines.filter((line) => "degraded" in line)).toEqual([]);
    expect(lambda.stderr()).toBe("");
  });
});
