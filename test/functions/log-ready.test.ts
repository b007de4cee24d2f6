import { expect, it } from "vitest";
import { contactFunction } from "../../src/functions/contact.ts";
import { CONTACT_ENV } from "../support/contact-site.ts";
import { testHost } from "../support/host.ts";

const env = { AWS_REGION: "eu-north-1", ...CONTACT_ENV, SITE_NAME: " " };

it("LOG_LEVEL=debug tells which settings were given, by name alone", () => {
  const { host, lines, raw } = testHost({ ...env, LOG_LEVEL: "debug" });
  contactFunction(host);
  expect(lines()).toEqual([{ level: "DEBUG", message: "contact: ready", given: expect.any(Array) }]);
  expect(lines()[0]).toMatchObject({ given: expect.arrayContaining(["RATE_TABLE", "FROM_EMAIL"]) });
  expect(raw.join()).not.toContain("SITE_NAME");
  expect(raw.join()).not.toContain(env.FROM_EMAIL);
});

it("and nothing above it", () => {
  const { host, lines } = testHost(env);
  contactFunction(host);
  expect(lines()).toEqual([]);
});
