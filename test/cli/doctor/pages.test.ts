import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/cli/doctor/finding.ts";
import { preflightFinding } from "../../../src/cli/doctor/preflight.ts";
import { trialFinding } from "../../../src/cli/doctor/trial.ts";
import { startSite, type Told } from "./support/site.ts";

const origin = "https://www.example.com";
const fromThere = { "access-control-allow-origin": origin };

async function found(told: Told, look: (url: string) => Promise<Finding>) {
  const site = await startSite(told);
  try {
    const finding = await look(site.url);
    expect(site.origins).toEqual([origin]);
    return finding;
  } finally {
    await site.close();
  }
}

describe("a preflight", () => {
  const preflight = (headers: Told["headers"], status = 204) =>
    found({ status, ...(headers && { headers }) }, (url) => preflightFinding(url, origin));
  const allowing = (names: string) => ({ ...fromThere, "access-control-allow-headers": names });

  it.each([["content-type"], ["Idempotency-Key , Content-Type"], ["*"]])(
    "lets a page post that may send %s",
    async (names) => {
      expect(await preflight(allowing(names))).toMatchObject({ check: "origin", level: "ok" });
    },
  );

  it("lets a page of any origin post", async () => {
    const anyone = { ...allowing("content-type"), "access-control-allow-origin": "*" };
    expect(await preflight(anyone)).toMatchObject({ level: "ok" });
  });

  it("needs not to name POST, for which browsers ask no leave", async () => {
    const others = { ...allowing("content-type"), "access-control-allow-methods": "GET" };
    expect(await preflight(others)).toMatchObject({ level: "ok" });
  });

  it.each([
    ["no header", fromThere, 204, /does not allow the header content-type/],
    ["others", allowing("x-content-type, authorization"), 204, /does not allow the header content-type/],
    ["another origin", { ...allowing("*"), "access-control-allow-origin": "null" }, 204, /that origin/],
    ["nothing, by its status", allowing("*"), 403, /answers 403/],
  ])("blocks a page if it allows %s", async (_, headers, status, says) => {
    const blocked = { check: "origin", level: "failure", says: expect.stringMatching(says) };
    expect(await preflight(headers, status)).toMatchObject(blocked);
  });
});

describe("a trial", () => {
  const trial = ({ requiresEdge = false, ...told }: Told & { readonly requiresEdge?: boolean }) =>
    found({ headers: fromThere, ...told }, (url) => trialFinding({ url, origin, requiresEdge }));
  const refusing = (error: string) => JSON.stringify({ success: false, error });
  const invalid = { status: 400, body: refusing("INVALID_BODY") };
  const failed = (says: RegExp, remedy: RegExp) => ({
    ...{ check: "form", level: "failure" },
    ...{ says: expect.stringMatching(says), remedy: expect.stringMatching(remedy) },
  });

  it("is well when the form refuses it for what it is, and the page may read that", async () => {
    expect(await trial(invalid)).toMatchObject({ check: "form", level: "ok" });
  });

  it("fails when the page may not read the answer", async () => {
    const kept = failed(/message may arrive.*visitor sees an error/, /Access-Control-Allow-Origin/);
    expect(await trial({ ...invalid, headers: {} })).toMatchObject(kept);
  });

  it("fails for an origin that the form does not take", async () => {
    const other = { status: 403, body: refusing("FORBIDDEN_ORIGIN") };
    expect(await trial(other)).toMatchObject(failed(/refuses pages of/, /ALLOWED_ORIGIN/));
  });

  it("names REQUIRE_EDGE where that is on, and what stands in front where it is not", async () => {
    const forbidden = { status: 403, body: refusing("FORBIDDEN") };
    const demanded = failed(/REQUIRE_EDGE is on/, /--url/);
    expect(await trial({ ...forbidden, requiresEdge: true })).toMatchObject(demanded);
    const blocked = failed(/403.*: WAF or something else in front blocks this machine/, /WAF.*--url/);
    expect(await trial(forbidden)).toMatchObject(blocked);
    const page = { status: 403, body: "<h1>Request blocked</h1>" };
    expect(await trial({ ...page, requiresEdge: true })).toMatchObject(blocked);
  });

  it.each([
    [200, "something else answers there", /where your site posts, without \/contact/],
    [301, "something else answers there", /where your site posts, without \/contact/],
    [429, "may mean only this machine, or only now", /again/],
    [404, "visitors may fare likewise", /log/],
    [502, "visitors may fare likewise", /log/],
  ])("tells what %i means", async (status, meaning, remedy) => {
    const told = failed(new RegExp(`with ${status}.*: .*${meaning}`), remedy);
    expect(await trial({ status, body: "{}" })).toMatchObject(told);
  });
});

it("says nothing of credentials where none are asked for", async () => {
  const { url, close } = await startSite({ status: 200 });
  await close();
  for (const finding of [
    await preflightFinding(url, origin),
    await trialFinding({ url, origin, requiresEdge: false }),
  ]) {
    expect(finding).toMatchObject({ level: "unknown", says: expect.stringContaining("ECONNREFUSED") });
    expect(finding.remedy).toMatch(/address.* right/);
    expect(finding.remedy).not.toContain("credentials");
  }
});
