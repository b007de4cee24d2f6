import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SOURCES } from "./sources.ts";

/** The example's server, started for the tests of one file as its README says, on a port of its own. */
export function exampleServer(name: string) {
  const folder = new URL(`../../../examples/${name}/`, import.meta.url);
  const printed: string[] = [];
  let url = "";
  let server: ReturnType<typeof start>;
  const start = () =>
    spawn(process.execPath, ["--import", SOURCES, "server.js"], {
      cwd: fileURLToPath(folder),
      env: { PATH: process.env.PATH, PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    });

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

  return {
    read: (path: string) => readFileSync(new URL(path, folder), "utf8"),
    /** What it has printed since it listens. */
    printed: () => printed.slice(1),
    ask: (path: string, init?: RequestInit) => fetch(url + path, init),
    /** Where a path of it is. */
    at: (path: string) => url + path,
  };
}

type Server = ReturnType<typeof exampleServer>;

const CURL = /^curl (?<to>\S+) -H '(?<name>[^:]+): (?<value>[^']+)' -d '(?<body>[^']+)'$/gm;

/** What the README, the page and package.json of every server promise. */
export function keepsItsWord({ read, printed, ask, at }: Server): void {
  it("the README's curls are answered as it says, and the mail is shown", async () => {
    const answers: unknown[] = [];
    for (const { groups = {} } of read("README.md").matchAll(CURL)) {
      const { to = "", name = "", value = "", body = "" } = groups;
      const { pathname, origin } = new URL(to);
      expect(origin).toBe("http://127.0.0.1:3000");
      const answer = await ask(pathname, { method: "POST", headers: { [name]: value }, body });
      answers.push([answer.status, await answer.json()]);
    }
    expect(answers).toEqual([
      [201, { user: { email: "joe@gmail.com" }, status: expect.stringMatching(/^(?:deliverable|unknown)$/) }],
      [422, { error: "Disposable emails not accepted" }],
      [200, { success: true, message: expect.any(String) }],
    ]);
    await expect.poll(printed).toEqual(["A mail would leave now."]);
  });

  it("a browser's form ends at a page that is there", async () => {
    const body = new URLSearchParams({ name: "Ada", email: "ada@example.com", message: "Hello" });
    const page = await ask("/contact", { method: "POST", body });
    expect(page.url).toBe(at("/contact/thanks?sent=true"));
    expect(await page.text()).toContain("Thank you");
  });

  it("a page of another site cannot post", async () => {
    const headers = { origin: "https://evil.example", "content-type": "application/json" };
    expect(await ask("/contact", { method: "POST", headers, body: "{}" })).toMatchObject({ status: 403 });
  });

  it("the package is named as it is called, with what it needs, and nothing else", () => {
    const { dependencies } = JSON.parse(read("package.json"));
    const imported = [...read("server.js").matchAll(/from "(?<name>(?:@[^"/]+\/)?[^"/]+)/g)];
    const names = new Set(imported.map(({ groups }) => groups?.name));
    expect(Object.keys(dependencies).sort()).toEqual([...names].sort());
  });
}
