import { formSubmit } from "../access/form-submit.ts";
import { usagePlan } from "../access/usage-plan.ts";
import { lazily } from "../aws/lazily.ts";
import { type FormSubmitSettings, formSubmitRules, formSubmitSchema } from "../config/formsubmit.ts";
import { readSettings } from "../config/setting.ts";
import type { KeyStore } from "../stores/key-store.ts";
import type { UsageStore } from "../stores/usage-store.ts";
import { misconfiguredHttp } from "./configuration-error.ts";
import type { Host, LambdaHandler } from "./host.ts";
import { lazyTable } from "./lazy-table.ts";
import { logReady } from "./log-ready.ts";
import { serveHttp } from "./serve-http.ts";

/** The function `formsubmit`: `POST /formsubmit` for partners with an API key. */
export function formsubmitFunction(host: Host): LambdaHandler {
  const read = readSettings(formSubmitSchema, host.env, formSubmitRules);
  if (!read.ok) return misconfiguredHttp(host, "formsubmit", read.faults);
  const { settings } = read;
  logReady(host, settings.LOG_LEVEL, "formsubmit", formSubmitSchema);
  const judge = settings.USAGE_PLAN === "function" ? realUsagePlan(host, settings) : undefined;
  return serveHttp(host, settings, formSubmit({ usagePlan: judge }));
}

function realUsagePlan(host: Host, { AWS_REGION, ACCESS_TABLE = "", USAGE_PLANS }: FormSubmitSettings) {
  const table = lazyTable(host, AWS_REGION, ACCESS_TABLE);
  return usagePlan({
    plans: USAGE_PLANS,
    store: {
      keys: lazily<KeyStore>({ find: true }, async () => {
        const { dynamoDbKeys } = await import("../stores/dynamodb-keys.ts");
        return dynamoDbKeys(await table());
      }),
      usage: lazily<UsageStore>({ count: true }, async () => {
        const { dynamoDbUsage } = await import("../stores/dynamodb-usage.ts");
        return dynamoDbUsage(await table());
      }),
    },
  });
}
