import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import * as onExpress from "../../src/package/express.ts";
import * as onFastify from "../../src/package/fastify.ts";
import * as onFetch from "../../src/package/fetch.ts";
import * as onHono from "../../src/package/hono.ts";
import * as onLambda from "../../src/package/lambda.ts";
import { memoryKeys } from "../../src/stores/memory-keys.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import { DOOR } from "./behaviour.ts";

/*
 * What plain JavaScript lets an app hand over: it ends at its start, with the name of the option and the remedy.
 */

type Making = (...given: readonly unknown[]) => unknown;
interface Entry {
  readonly email: Making;
  readonly guard: Making;
  readonly usagePlan: Making;
}

const entry = (
  email: unknown,
  { guard, usagePlan }: { readonly guard: unknown; readonly usagePlan: unknown },
) => ({ email, guard, usagePlan }) as Entry;
const ENTRIES: readonly (readonly [string, Entry])[] = [
  ["Express", entry(onExpress.validateEmail, onExpress)],
  [
    "Fastify",
    entry((options: object) => Fastify().register(onFastify.emailValidation, options).ready(), onFastify),
  ],
  ["Hono", entry(onHono.validateEmail, onHono)],
  ["fetch", entry(onFetch.validateEmail, onFetch)],
  ["Lambda", entry(onLambda.validateEmail, onLambda)],
];

const input = () => ({ pass: "yes" });
const store = { keys: memoryKeys(), usage: memoryUsage() };
const plans = { demo: { ratePerSecond: 1, burst: 1 } };

const GUARDS: readonly (readonly [string, readonly unknown[], RegExp])[] = [
  ["nothing", [], /^guard: gate must be .*gate\(name\)\.check/],
  ["no gate", [undefined, { input }], /^guard: gate must be/],
  ["null for a gate", [null, { input }], /^guard: gate must be/],
  ["what is no gate", [{ check: () => {} }, { input }], /^guard: gate must be/],
  ["no options", [DOOR], /^guard: input must be a function .*\(request\) =>/],
  ["null for options", [DOOR, null], /^guard: input must be/],
  ["no input", [DOOR, {}], /^guard: input must be/],
  ["an input that is made already", [DOOR, { input: { pass: "yes" } }], /^guard: input must be/],
  ["an answer that is made already", [DOOR, { input, answer: { status: 403 } }], /^guard: answer must be/],
  ["a number for a property", [DOOR, { input, property: 5 }], /^guard: property must be .*"passed"/],
  ["a property without a name", [DOOR, { input, property: "" }], /^guard: property must be/],
  ["a listener that is none", [DOOR, { input, onDecision: "log" }], /^guard: onDecision must be/],
  ["a logger for warn", [DOOR, { input, warn: console }], /^guard: warn must be/],
];

const EMAILS: readonly (readonly [string, object, RegExp])[] = [
  ["a number for a field", { field: 5 }, /: field must be .*"email"/],
  ["a list for a field", { field: ["a", "b"] }, /: field must be/],
  ["null for a field", { field: null }, /: field must be/],
  ["an answer that is made already", { answer: { status: 400, body: {} } }, /: answer must be/],
  ["a listener that is none", { onDecision: true }, /: onDecision must be/],
];

const PLANS: readonly (readonly [string, readonly unknown[], RegExp])[] = [
  ["nothing", [], /^usagePlan: store must be .*memoryKeys\(\)/],
  ["no store", [{ plans }], /^usagePlan: store must be/],
  ["a store of claims", [{ store: { claim() {} }, plans }], /^usagePlan: store must be/],
  ["half a store", [{ store: { keys: store.keys }, plans }], /^usagePlan: store must be/],
  ["no plans", [{ store }], /^usagePlan: plans must be .*ratePerSecond/],
  ["a number for a property", [{ store, plans, property: 5 }], /^usagePlan: property must be/],
];

/** Whatever ends the making, now or when the app starts. */
const fault = async (make: () => unknown) => {
  try {
    await make();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe.each(ENTRIES)("%s", (framework, { email, guard, usagePlan }) => {
  const expectFault = async (make: () => unknown, message: RegExp) => {
    expect(await fault(make)).toSatisfy((error) => error instanceof TypeError);
    expect(await fault(make)).toMatchObject({ message: expect.stringMatching(message) });
  };

  it.each(GUARDS)("guard with %s", (_, given, message) => expectFault(() => guard(...given), message));

  it.each(EMAILS)("e-mail validation with %s", (_, options, message) =>
    expectFault(() => email(options), message),
  );

  it.each(PLANS)("usagePlan with %s", (_, given, message) => expectFault(() => usagePlan(...given), message));

  it("names e-mail validation as it is called there", () =>
    expectFault(
      () => email({ field: 5 }),
      framework === "Fastify" ? /^emailValidation:/ : /^validateEmail:/,
    ));

  it("says nothing of what is left out, or undefined", async () => {
    const unset = { property: undefined, answer: undefined, onDecision: undefined, warn: undefined };
    expect(await fault(() => guard(DOOR, { input, ...unset }))).toBeUndefined();
    const { property, ...emailOptions } = unset;
    expect(await fault(() => email({ dns: false, api: false, ...emailOptions }))).toBeUndefined();
    expect(await fault(() => usagePlan({ store, plans, property }))).toBeUndefined();
  });
});

it.each([47, 65, 56.5, "/56", null, {}])("a contact form that counts IPv6 callers by %j", (ipv6Prefix) => {
  const mailer = { send: async () => ({ sent: true, value: { messageId: "1" } }) as const };
  const given = { from: "site@site.example", mailer, allowedOrigins: ["https://site.example"], ipv6Prefix };
  for (const { contactForm } of [onExpress, onFastify, onHono, onFetch, onLambda]) {
    expect(() => (contactForm as Making)(given)).toThrow(
      new TypeError("contactForm: ipv6Prefix must be a whole number from 48 to 64, such as 56"),
    );
  }
});

it.each([onHono.validateEmail, onFetch.validateEmail])("a bound that is no number of bytes", (make) => {
  const tooOdd: object = { maxBodyBytes: "64kb" };
  expect(() => make(tooOdd)).toThrow(/^validateEmail: maxBodyBytes must be a whole number/);
});
