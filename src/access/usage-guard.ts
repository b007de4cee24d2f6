import { gate } from "../gate/gate.ts";
import type { Guard } from "../http/feature.ts";
import { gateGuard } from "../http/gate-guard.ts";
import { quotaHeaders, usageBroken, usageRefusal } from "./answers.ts";
import { type Client, type UsagePlanOptions, usagePlan } from "./usage-plan.ts";

/** Lets calls pass whose API key is known and whose usage plan has room; the others get API Gateway's answers. */
export function usageGuard(
  options: UsagePlanOptions,
): Guard<{ readonly apiKey: string | undefined }, { readonly client: Client }> {
  const calls = gate<{ readonly apiKey: string | undefined }>("usage-plan").check(usagePlan(options));
  return gateGuard(calls, {
    answer: usageRefusal,
    broken: usageBroken,
    headers: ({ client }) => quotaHeaders(client),
  });
}
