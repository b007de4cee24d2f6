import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { postern, ROOT, typed } from "../cli/support/shell.ts";

let system: LocalSystem;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  system = await startLocalSystem({ port: 0, dynamodbPort: 0 });
  env = { PORT: new URL(system.url).port, DYNAMODB_PORT: new URL(system.dynamodbUrl).port };
});
afterAll(() => system.close());

const call = (key: string) =>
  fetch(`${system.url}/formsubmit`, {
    method: "POST",
    headers: { "x-api-key": key },
    body: '{"name":"Ada"}',
  });

interface Created {
  readonly id: string;
  readonly key: string;
}

it("npx postern keys create gives the running system a key that works at once", async () => {
  const { PATH = "" } = process.env;
  const args = ["postern", ..."keys create --plan demo --name partner --json".split(" ")];
  const { stdout, exitCode } = await typed("npx", args, { env: { ...env, PATH }, cwd: ROOT });
  expect(exitCode).toBe(0);
  const { id, key } = JSON.parse(stdout) as Created;
  const answer = await call(key);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ name: "Ada", timestamp: expect.any(Number) });
  const usage = await (await fetch(`${system.url}/_postern/usage`)).json();
  expect(usage).toMatchObject([{ id, name: "partner", used: 1, remaining: 9 }]);
});

it("the line that it prints for people works as it stands", async () => {
  const { stdout } = await postern("keys create --plan demo --name partner", env);
  const line = /^ +(curl [^\n]+)$/m.exec(stdout)?.[1] ?? "";
  const { stdout: answer } = await typed("sh", ["-c", line]);
  expect(JSON.parse(answer)).toEqual({ name: "Ada", timestamp: expect.any(Number) });
});

it("a key that was disabled before the gateway met it is refused", async () => {
  const { stdout } = await postern("keys create --plan demo --name partner --json", env);
  const { id, key } = JSON.parse(stdout) as Created;
  expect((await postern(`keys disable ${id}`, env)).exitCode).toBe(0);
  expect((await call(key)).status).toBe(403);
});
