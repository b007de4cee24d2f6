import {
  APIGatewayClient,
  type ApiKey,
  paginateGetApiKeys,
  paginateGetUsagePlanKeys,
  paginateGetUsagePlans,
  type UsagePlan,
} from "@aws-sdk/client-api-gateway";
import { deployedName, type Suffix } from "../deployed-name.ts";
import { type Answer, ask, askingConfig, notSeen } from "./ask.ts";
import { type Finding, failure, ok } from "./finding.ts";
import { GET_REST_APIS, itemsOf, PAGE_SIZE, readingApi, restApiId } from "./rest-api.ts";
import type { Subject } from "./subject.ts";

const GET_PLANS = readingApi("/usageplans");
const GET_PLAN_KEYS = readingApi("/usageplans/*/keys");
const GET_KEYS = readingApi("/apikeys");

/** Whether partners with a key get through to `/formsubmit`. */
export const apiKeys: Subject = {
  title: "Keys of partners",
  permissions: [GET_REST_APIS, GET_PLANS, GET_PLAN_KEYS, GET_KEYS],
  look: async ({ settings, connection, suffix }) => {
    if (settings.formsubmit?.USAGE_PLAN !== "gateway") return [];
    const client = new APIGatewayClient(askingConfig(connection("API_GATEWAY")));
    const [api, plans, keys] = await Promise.all([
      restApiId(client, deployedName("api", suffix)),
      plansOf(client, suffix),
      keysOf(client, suffix),
    ]);
    if (!api.answered) return [notSeen("usage-plan", "The API of partners", api)];
    if (!plans.answered) return [notSeen("usage-plan", "The usage plans", plans)];
    if (!keys.answered) return [notSeen("api-keys", "The API keys", keys)];
    const planned = await Promise.all(plans.value.map(({ id = "" }) => keyIdsOf(client, id)));
    return [planFinding(plans.value, api.value, suffix), keysFinding(keys.value, planned, plans.value)];
  },
};

/** Ours by name, `postern-partners-dev`. */
const isOurs = (name = "", suffix: Suffix) => name.startsWith("postern-") && name.endsWith(`-${suffix}`);

const plansOf = (client: APIGatewayClient, suffix: Suffix): Promise<Answer<readonly UsagePlan[]>> =>
  ask(GET_PLANS, async (limit) => {
    const plans = await itemsOf(paginateGetUsagePlans({ client, pageSize: PAGE_SIZE }, {}, limit));
    return plans.filter(({ name }) => isOurs(name, suffix));
  });

/** Ours by name, or by the tags that the stack puts on all that it makes. Their values are not asked for. */
const keysOf = (client: APIGatewayClient, suffix: Suffix): Promise<Answer<readonly ApiKey[]>> =>
  ask(GET_KEYS, async (limit) => {
    const query = { includeValues: false };
    const keys = await itemsOf(paginateGetApiKeys({ client, pageSize: PAGE_SIZE }, query, limit));
    const isTagged = ({ tags }: ApiKey) => tags?.project === "postern" && tags.stage === suffix;
    return keys.filter((key) => isOurs(key.name, suffix) || isTagged(key));
  });

const keyIdsOf = (client: APIGatewayClient, usagePlanId: string): Promise<Answer<readonly string[]>> =>
  ask(GET_PLAN_KEYS, async (limit) => {
    const pages = paginateGetUsagePlanKeys({ client, pageSize: PAGE_SIZE }, { usagePlanId }, limit);
    return (await itemsOf(pages)).flatMap(({ id }) => id ?? []);
  });

function planFinding(plans: readonly UsagePlan[], apiId: string | undefined, suffix: Suffix): Finding {
  const [plan] = plans;
  if (plan === undefined || apiId === undefined) {
    const missing =
      plan === undefined
        ? `usage plan ${deployedName("partners", suffix)}`
        : `API ${deployedName("api", suffix)}`;
    return failure("usage-plan", `There is no ${missing}: no partner gets through.`, "Deploy it.");
  }
  const isAttached = ({ apiStages = [] }: UsagePlan) =>
    apiStages.some((each) => each.apiId === apiId && each.stage === suffix);
  const lost = plans.filter((each) => !isAttached(each));
  return lost.length === 0
    ? ok("usage-plan", "The usage plan leads to the deployed API.")
    : failure(
        "usage-plan",
        `The usage plan ${lost.map(({ name }) => name).join(", ")} is not attached to the deployed API: its keys are refused with 403.`,
        `aws apigateway update-usage-plan --usage-plan-id ${lost[0]?.id} --patch-operations op=add,path=/apiStages,value=${apiId}:${suffix}.`,
      );
}

function keysFinding(
  keys: readonly ApiKey[],
  planned: readonly Answer<readonly string[]>[],
  plans: readonly UsagePlan[],
): Finding {
  const inPlan = new Set<string>();
  for (const asked of planned) {
    if (!asked.answered) return notSeen("api-keys", "The keys of the usage plan", asked);
    for (const id of asked.value) inPlan.add(id);
  }
  const lost = keys.flatMap(({ id = "", enabled }) => (enabled !== false && !inPlan.has(id) ? [id] : []));
  if (keys.length === 0) return ok("api-keys", "No API key has been made yet.");
  return lost.length === 0
    ? ok("api-keys", "Every API key has a usage plan.")
    : failure(
        "api-keys",
        `No usage plan has the API key with the id ${lost.join(", ")}: it is refused with 403.`,
        `aws apigateway create-usage-plan-key --usage-plan-id ${plans[0]?.id ?? "PLAN_ID"} --key-type API_KEY --key-id ${lost[0]}.`,
      );
}
