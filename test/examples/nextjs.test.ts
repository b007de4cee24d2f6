import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { SOURCES } from "./support/sources.ts";

/*
 * Without Next.js, which is larger than all else here together: what it would call is called, what it would compile is compiled
 * by TypeScript. Pages and the build itself are not run.
 */

const ROOT = new URL("../../", import.meta.url);
const EXAMPLE = new URL("examples/nextjs/", ROOT);
const ACTIONS = new URL("app/signup/actions.ts", EXAMPLE);
const ROUTE = new URL("app/api/contact/[[...page]]/route.ts", EXAMPLE);
const read = (path: string) => readFileSync(new URL(path, EXAMPLE), "utf8");
const run = promisify(execFile);

/** Runs a module that has `example`, the module of the example, and gives the `result` that it leaves. */
async function withExample<T>(module: URL, script: string): Promise<T> {
  // The clock stands still: limits are by the hour.
  const source = `Date.now = () => 1_700_000_000_000; const example = await import(${JSON.stringify(module.href)}); let result; ${script};
    console.log(JSON.stringify(result))`;
  const args = ["--import", SOURCES, "--input-type=module", "--eval", source];
  const { stdout } = await run(process.execPath, args, { env: { PATH: process.env.PATH } });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

it("the server action answers forms as the page shows them", async () => {
  const states = await withExample<unknown[]>(
    ACTIONS,
    `const state = async (...fields) => {
       const form = new FormData();
       for (const [name, value] of fields) form.append(name, value);
       return example.signup({ status: "new" }, form);
     };
     result = await Promise.all([
       state(["email", " joe@gmail.com "]),
       state(["email", "joe@mailinator.com"]),
       state(["email", "joe@gmial.com"]),
       state(["email", new Blob(["joe@gmail.com"])]),
       state(),
     ])`,
  );
  expect(states).toEqual([
    { status: "done", email: "joe@gmail.com" },
    { status: "refused", email: "joe@mailinator.com", message: expect.stringContaining("will keep") },
    {
      status: "refused",
      email: "joe@gmial.com",
      message: "Please check the address.",
      suggestion: "joe@gmail.com",
    },
    { status: "refused", email: "[object File]", message: "Please check the address." },
    { status: "refused", email: "", message: "Please check the address." },
  ]);
});

it("the route takes messages, keeps its limit for each caller, and has a page of thanks", async () => {
  const result = await withExample<unknown[]>(
    ROUTE,
    `const ask = async (path, init) => {
       const { status, headers } = await example[init.method](new Request("http://localhost:3000" + path, init));
       return [status, headers.get("location")];
     };
     const body = JSON.stringify({ name: "Ada", email: "ada@example.com", message: "Hello" });
     const send = (address) => ask("/api/contact", { method: "POST", body,
       headers: { "content-type": "application/json", "x-forwarded-for": "198.51.100." + result.length + ", " + address } });
     result = [];
     for (let time = 1; time <= 6; time += 1) result.push(await send("203.0.113.10"));
     result.push(await send("203.0.113.11"));
     result.push(await ask("/api/contact", { method: "POST", body: new URLSearchParams(JSON.parse(body)),
       headers: { "x-forwarded-for": "203.0.113.12" } }));
     result.push(await ask("/api/contact/thanks", { method: "GET" }));
     result.push(await ask("/api/contact", { method: "OPTIONS", headers: { origin: "http://localhost:3000" } }))`,
  );
  const sent = [200, null];
  const posted = [303, "./contact/thanks?sent=true"];
  expect(result).toEqual([sent, sent, sent, sent, sent, [429, null], sent, posted, sent, [204, null]]);
});

it("the types of the action and of the route hold, and see a mistake", async ({ onTestFinished }) => {
  const folder = mkdtempSync(join(tmpdir(), "nextjs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { compilerOptions } = JSON.parse(read("tsconfig.json"));
  const mistaken = join(folder, "mistaken.ts");
  writeFileSync(
    mistaken,
    `import { signup } from ${JSON.stringify(fileURLToPath(ACTIONS))};
     void signup({ status: "unheard of" }, new FormData());`,
  );
  const config = join(folder, "tsconfig.json");
  const errorsIn = async (files: readonly string[]) => {
    const paths = { "postern/*": [fileURLToPath(new URL("src/package/*.ts", ROOT))] };
    const typeRoots = [fileURLToPath(new URL("node_modules/@types", ROOT))];
    const options = { ...compilerOptions, plugins: [], types: ["node"], typeRoots, paths };
    writeFileSync(
      config,
      JSON.stringify({ files, compilerOptions: { ...options, allowImportingTsExtensions: true } }),
    );
    const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", ROOT));
    return run(process.execPath, [tsc, "--project", config, "--pretty", "false"]).then(
      () => [],
      ({ stdout }: { stdout: string }) => stdout.trim().split("\n"),
    );
  };
  const files = [ACTIONS, ROUTE].map((url) => fileURLToPath(url));
  expect(await errorsIn(files)).toEqual([]);
  const errors = await errorsIn([...files, mistaken]);
  expect(errors).toEqual([expect.stringMatching(/mistaken\.ts.*unheard of/)]);
});
