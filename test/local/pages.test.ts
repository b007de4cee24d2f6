import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { rawRequest, testFunction } from "./support.ts";

let system: LocalSystem;

beforeAll(async () => {
  const form = testFunction(async () => ({ statusCode: 200 }), {
    settings: ["SUCCESS_URL"],
    routes: { "/contact": { payload: "1.0" } },
  });
  system = await startLocalSystem({
    port: 0,
    dynamodbPort: 0,
    functions: { form },
    env: { SUCCESS_URL: "https://www.example.com/thanks" },
  });
});
afterAll(() => system.close());

const get = (path: string, method = "GET") => rawRequest(`${system.url}${path}`, method);

it.each([
  ["/", "examples/contact-form/index.html", "text/html; charset=utf-8"],
  ["/contact-form.css", "examples/contact-form/contact-form.css", "text/css; charset=utf-8"],
  ["/contact-form.js", "examples/contact-form/contact-form.js", "text/javascript; charset=utf-8"],
  ["/_postern/", "local/console/index.html", "text/html; charset=utf-8"],
  ["/_postern/console.css", "local/console/console.css", "text/css; charset=utf-8"],
  ["/_postern/console.js", "local/console/console.js", "text/javascript; charset=utf-8"],
  ["/_postern/drawing.js", "local/console/drawing.js", "text/javascript; charset=utf-8"],
  ["/sms", "local/console/sms.html", "text/html; charset=utf-8"],
  ["/_postern/sms.css", "local/console/sms.css", "text/css; charset=utf-8"],
  ["/_postern/sms.js", "local/console/sms.js", "text/javascript; charset=utf-8"],
  ["/favicon.ico", "local/console/icon.svg", "image/svg+xml"],
])("%s is %s", async (path, file, type) => {
  const answer = await get(path);
  expect(answer.status).toBe(200);
  expect(answer.body).toBe(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"));
  expect(answer.headers["content-type"]).toBe(type);
  expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  expect(await get(path, "HEAD")).toMatchObject({ status: 200, body: "" });
});

it("pages allow nothing from elsewhere and nothing inline", async () => {
  const { headers } = await get("/");
  expect(headers["content-security-policy"]).toBe(
    "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self' https://www.example.com",
  );
});

it("pages do not make browsers hide the form's origin", async () => {
  expect((await get("/")).headers["referrer-policy"]).toBe("strict-origin-when-cross-origin");
});

it("/_postern leads to /_postern/", async () => {
  expect(await get("/_postern")).toMatchObject({ status: 308, headers: { location: "/_postern/" } });
});

it.each([
  "/../package.json",
  "/%2e%2e/package.json",
  "/..%2fpackage.json",
  "/_postern/../../package.json",
  "/_postern/%2e%2e/main.ts",
  "/contact-form.js/",
  "/index.html",
  "/__proto__",
  "//contact-form.js",
])("%s leads nowhere", async (path) => {
  // Not through a URL: that would tidy the path before it is sent.
  const { port } = new URL(system.url);
  const answer = await rawRequest(
    `http://127.0.0.1:${port}`,
    "GET",
    [["Host", `127.0.0.1:${port}`]],
    "",
    path,
  );
  expect(answer.status).toBeGreaterThanOrEqual(403);
  expect(answer.status).toBeLessThanOrEqual(404);
});

it("only reading finds a page", async () => {
  expect((await get("/", "POST")).status).toBe(403);
});
