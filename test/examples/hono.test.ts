import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SOURCES } from "./support/sources.ts";

const EXAMPLE = new URL("../../examples/hono/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, EXAMPLE), "utf8");

const start = () =>
  spawn(process.execPath, ["--import", SOURCES, "server.js"], {
    cwd: fileURLToPath(EXAMPLE),
    env: { PATH: process.env.PATH, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });

let server: ReturnType<typeof start>;
let url: string;
const printed: string[] = [];

beforeAll(async () => {
  server = start();
  const lines = createInterface(server.stdout).on("line", (line) => printed.push(line));
  await Promise.race([once(lines, "line"), once(lines, "close")]);
  url = /^Listening on (?<url>\S+)$/.exec(printed[0] ?? "")?.groups?.url ?? "";
  expect(url).not.toBe("");
});
afterAll(async () => {
  server.kill();
  if (server.exitCode === null) await once(server, "exit");
});

const CURL = /^curl (?<to>\S+) -H '(?<name>[^:]+): (?<value>[^']+)' -d '(?<body>[^']+)'$/gm;

it("the README's curls are answered as it says, and the mail is shown", async () => {
  const answers: unknown[] = [];
  for (const { groups = {} } of read("README.md").matchAll(CURL)) {
    const { to = "", name = "", value = "", body = "" } = groups;
    const { pathname, origin } = new URL(to);
    expect(origin).toBe("http://127.0.0.1:3000");
    const answer = await fetch(url + pathname, { method: "POST", headers: { [name]: value }, body });
    answers.push([answer.status, await answer.json()]);
  }
  expect(answers).toEqual([
    [201, { user: { email: "joe@gmail.com" }, status: expect.stringMatching(/^(?:deliverable|unknown)$/) }],
    [422, { error: "Disposable emails not accepted" }],
    [200, { success: true, message: expect.any(String) }],
  ]);
  expect(printed.slice(1)).toEqual(["A mail would leave now."]);
});

it("a browser's form ends at a page that is there", async () => {
  const body = new URLSearchParams({ name: "Ada", email: "ada@example.com", message: "Hello" });
  const page = await fetch(`${url}/contact`, { method: "POST", body });
  expect(page.url).toBe(`${url}/contact/thanks`);
  expect(await page.text()).toContain("Thank you");
});

it("a page of the site may post, and one of another site may not", async () => {
  const preflight = async (origin: string) => {
    const { status } = await fetch(`${url}/contact`, { method: "OPTIONS", headers: { origin } });
    return status;
  };
  expect(await preflight("http://localhost:3000")).toBe(204);
  expect(await preflight("https://evil.example")).toBe(403);
});

it("the package is named as it is called, with what it needs", () => {
  const { dependencies } = JSON.parse(read("package.json"));
  const imported = [...read("server.js").matchAll(/from "(?<name>(?:@[^"/]+\/)?[^"/]+)/g)];
  const names = new Set(imported.map(({ groups }) => groups?.name));
  expect(Object.keys(dependencies).sort()).toEqual([...names].sort());
});
