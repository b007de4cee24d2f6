import { createServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PATIENCE } from "../support/patience.ts";
import { impatientInstance } from "./support/impatient.ts";
import { newPhone } from "./support/instance.ts";
import { hangs } from "./support/service.ts";
import { snsError } from "./support/sns.ts";
import { startWorld, type World } from "./support/world.ts";

/** What hangs, and what that means. The limits are short only for the part that is going to hang. */
const SHORT_MS = 150;
/** Of calls to AWS, whose limits are stretched for all suites. */
const SHORT_AT_AWS_MS = SHORT_MS / PATIENCE;

let world: World;
/** Accepts connections and never finishes the TLS handshake. */
let silent: Server;
const sockets: Socket[] = [];
beforeAll(async () => {
  world = await startWorld();
  silent = createServer((socket) => void sockets.push(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  await world.close();
});
afterEach(() => world.behave());

const silentUrl = () => `https://127.0.0.1:${(silent.address() as { port: number }).port}`;
const refuseSns = () => world.sns.misbehave(snsError(400, "InvalidParameter"));

describe("a connection to ClickSend that does not come to stand", () => {
  const impatient = () => impatientInstance(world, { clickSendUrl: silentUrl(), connectTimeoutMs: SHORT_MS });

  it("surely sent nothing: SNS is tried, and it is not ambiguous", async () => {
    const one = impatient();
    expect((await one.send(newPhone())).answer).toMatchObject({ success: true, provider: "SNS" });
    expect(one.events[0]).toMatchObject({ kind: "fallback", reason: "CONNECT_TIMEOUT", ambiguous: false });
  });

  it("and a refusal of SNS's: the cooldown is taken back", async () => {
    const one = impatient();
    const phone = newPhone();
    refuseSns();
    expect((await one.send(phone)).conclusion).toMatchObject({ outcome: "failed" });
    world.behave();
    one.clock.advanceSeconds(5);
    expect((await one.send(phone)).answer).toMatchObject({ success: true });
  });
});

describe("an answer of ClickSend's that does not come", () => {
  const impatient = () => impatientInstance(world, { readTimeoutMs: SHORT_MS });

  it("may have sent: SNS is tried, ClickSend not again, and it is ambiguous", async () => {
    const one = impatient();
    const before = world.clickSend.asked();
    world.clickSend.misbehave(hangs);
    expect((await one.send(newPhone())).answer).toMatchObject({ success: true, provider: "SNS" });
    expect(world.clickSend.asked() - before).toBe(1);
    expect(one.events[0]).toMatchObject({ kind: "fallback", reason: "READ_TIMEOUT", ambiguous: true });
  });

  it("whole, though it began: the limit is on all of it", async () => {
    const one = impatient();
    world.clickSend.misbehave((response) => void response.writeHead(200).write("{"));
    await one.send(newPhone());
    expect(one.events[0]).toMatchObject({ reason: "READ_TIMEOUT", ambiguous: true });
  });

  it("and a refusal of SNS's: the cooldown is kept", async () => {
    const one = impatient();
    const phone = newPhone();
    world.clickSend.misbehave(hangs);
    refuseSns();
    expect((await one.send(phone)).conclusion).toMatchObject({ outcome: "unknown", reason: "SEND_FAILED" });
    world.behave();
    one.clock.advanceSeconds(5);
    expect((await one.send(phone)).answer).toMatchObject({ error: "RATE_LIMITED", retryAfterSeconds: 55 });
  });
});

it("an answer of SNS's that does not come may have sent: the cooldown is kept", async () => {
  const one = impatientInstance(world, { clickSendUrl: "http://127.0.0.1:1", snsTimeoutMs: SHORT_AT_AWS_MS });
  const phone = newPhone();
  world.sns.misbehave(hangs);
  expect((await one.send(phone)).conclusion).toMatchObject({ outcome: "unknown" });
  one.clock.advanceSeconds(5);
  expect((await one.send(phone)).answer).toMatchObject({ error: "RATE_LIMITED", retryAfterSeconds: 55 });
});

it("a table that does not answer is a table that is out of reach", async () => {
  const one = impatientInstance(world, { tableTimeoutMs: SHORT_AT_AWS_MS });
  world.table.misbehave(hangs);
  const { answer, conclusion } = await one.send(newPhone());
  expect(answer).toMatchObject({ success: true });
  const degraded = conclusion.trail.filter((step) => step.degraded !== undefined).map(({ check }) => check);
  expect(degraded).toEqual(["cooldown", "prefix-limit", "once"]);
});
