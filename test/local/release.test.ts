import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { postern } from "../cli/support/shell.ts";
import { capture } from "../support/host.ts";
import { mailsIn } from "../support/recorded-parts.ts";

let system: LocalSystem;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  system = await startLocalSystem({
    port: 0,
    dynamodbPort: 0,
    env: { HOLD_REFUSED_DAYS: "14" },
    print: capture,
  });
  env = { PORT: new URL(system.url).port, DYNAMODB_PORT: new URL(system.dynamodbUrl).port };
});
afterAll(() => system.close());

const post = (body: object) =>
  fetch(`${system.url}/contact`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const heldIds = async () =>
  (JSON.parse((await postern("held list --json", env)).stdout) as { id: string }[]).map(({ id }) => id);
const invoke = (held: object) =>
  fetch(`${system.url}/2015-03-31/functions/postern-contact-dev/invocations`, {
    method: "POST",
    body: JSON.stringify({ release: held }),
  });

it("what the honeypot took is found and sent after all, once, whoever asks how often", async () => {
  const message = { name: "Ada", email: "ada@visitors.example", message: "Do you deliver?" };
  expect((await post({ ...message, company: "Engines" })).status).toBe(200);
  expect(mailsIn(system.outbox)).toEqual([]);

  const [id = ""] = await heldIds();
  expect((await postern(`held release ${id}`, env)).stderr).toBe("");
  expect(mailsIn(system.outbox)).toMatchObject([{ replyTo: [message.email] }]);
  expect(await heldIds()).toEqual([]);
  expect(system.decisions.list()).toContainEqual(
    expect.objectContaining({ gate: "release", outcome: "sent", reason: "RELEASED" }),
  );

  const again = await (await invoke({ id, ...message })).json();
  expect(again).toMatchObject({ success: true, message: "The message had been sent before." });
  expect(mailsIn(system.outbox)).toHaveLength(1);
});

it("no visitor releases anything", async () => {
  const release = { id: "2026-11-22T09:30:00.000Z-1f0c4e2a", name: "x", email: "x@x.example", message: "x" };
  const before = mailsIn(system.outbox).length;
  expect((await post({ release })).status).toBe(400);
  expect(mailsIn(system.outbox)).toHaveLength(before);
});
