import { describe, expect, it } from "vitest";
import { functions } from "../../local/functions.ts";
import { eventV2 } from "../support/events.ts";
import { ask } from "../support/exchange.ts";
import { CONTEXT, testHost } from "../support/host.ts";

const METRICS_NAMESPACE = "Postern/elsewhere";
const SETTINGS = { AWS_REGION: "eu-north-1", ALLOWED_ORIGIN: "https://www.site.example", METRICS_NAMESPACE };

const FOREIGN = ask({ headers: { origin: "https://elsewhere.example" } });

/** Each function, and a release. Each is decided before anything is asked of AWS. */
const EVENTS: readonly (readonly [name: string, event: unknown])[] = [
  ["contact", eventV2(FOREIGN)],
  ["contact", { release: {} }],
  ["deliver", { Records: [{ messageId: "1", body: "not a job" }] }],
  ["feedback", { Records: [{ Sns: { Message: "not an event" } }] }],
  ["formsubmit", eventV2(ask())],
  ["signup", eventV2(FOREIGN)],
  ["sms", {}],
];

/** Where a function counts one request, and why it ended. */
async function countedBy(name: string, event: unknown, env: Readonly<Record<string, string>>) {
  const { host, raw } = testHost({ ...functions[name]?.defaults, ...env });
  // Some fail, so that the event comes again. Their decisions are told all the same.
  await functions[name]
    ?.build(host)(event, CONTEXT)
    .catch(() => undefined);
  const decided = raw.map((line) => JSON.parse(line)).filter((line) => "_aws" in line);
  return decided.map(({ reason, _aws }) => [reason, _aws.CloudWatchMetrics[0].Namespace]);
}

describe.each(EVENTS)("the function %s (event %#)", (name, event) => {
  it("counts in the namespace that it is given", async () => {
    const [[reason, namespace] = []] = await countedBy(name, event, SETTINGS);
    expect(reason).not.toBe("CONFIGURATION_ERROR");
    expect(namespace).toBe(METRICS_NAMESPACE);
  });

  it("counts there also when its other settings are wrong", async () => {
    const wrong = { ...SETTINGS, LOG_LEVEL: "loud" };
    expect(await countedBy(name, event, wrong)).toEqual([["CONFIGURATION_ERROR", METRICS_NAMESPACE]]);
  });
});

it("a namespace that is wrong itself leaves the one of the default", async () => {
  const wrong = { ...SETTINGS, METRICS_NAMESPACE: "AWS/Lambda" };
  expect(await countedBy("sms", {}, wrong)).toEqual([["CONFIGURATION_ERROR", "Postern"]]);
});
