import { expect, it } from "vitest";
import { contactFunction } from "../../src/functions/contact.ts";
import { eventAlb, eventV1, eventV2, replyOf } from "../support/events.ts";
import { ask, formAsk } from "../support/exchange.ts";
import { CONTEXT, testHost } from "../support/host.ts";

/** Wrong in every way, and each value recognisable in a log. */
const WRONG = {
  AWS_REGION: "planted region",
  RATE_TABLE: "planted table",
  IP_LIMIT_PER_HOUR: "planted",
  FROM_EMAIL: "planted.owner",
  TO_EMAIL: "owner@site.example, planted@visitors.example",
  ALLOWED_ORIGIN: "https://planted.example/",
  EDGE_SECRET: "planted-secret",
  REQUIRE_EDGE: "planted",
  LOG_LEVEL: "planted",
};

it.each([
  ["v1", eventV1],
  ["v2", eventV2],
  ["ALB", eventAlb],
])("wrong settings answer every event of %s with CONFIGURATION_ERROR and no detail", async (_, eventOf) => {
  const { host } = testHost(WRONG);
  const reply = replyOf(await contactFunction(host)(eventOf(ask()), CONTEXT));
  expect(reply.status).toBe(500);
  expect(reply.headers).toMatchObject({ "content-type": "application/json", vary: "Origin" });
  expect(JSON.parse(reply.body)).toEqual({
    success: false,
    error: "CONFIGURATION_ERROR",
    message: "This service is not set up correctly.",
  });

  const shown = replyOf(await contactFunction(host)(eventOf(formAsk()), CONTEXT));
  expect(shown.status).toBe(500);
  expect(shown.headers).toMatchObject({ "content-type": "text/html; charset=utf-8", vary: "Origin" });
  expect(shown.body).toMatch(/<h1>Not sent<\/h1>\s*<p>This service is not set up correctly\./);
});

it("the log has every fault at once, each with its remedy, and no value", () => {
  const { host, lines, raw } = testHost(WRONG);
  contactFunction(host);
  expect(lines()).toEqual([
    { level: "ERROR", message: "contact: the settings are wrong", faults: expect.any(Array) },
  ]);
  const { faults } = lines()[0] as unknown as { faults: Record<string, string>[] };
  expect(faults.map(({ setting }) => setting)).toEqual(Object.keys(WRONG));
  for (const fault of faults)
    expect(fault).toMatchObject({ fault: expect.any(String), remedy: expect.any(String) });
  expect(raw.join()).not.toContain("planted");
});
