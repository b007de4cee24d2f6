import { dynamoDbTable } from "../../stores/dynamodb.ts";
import { dynamoDbKeys } from "../../stores/dynamodb-keys.ts";
import type { KeyRecord } from "../../stores/key-store.ts";
import { deployedName } from "../deployed-name.ts";
import { TIMEOUT_MS } from "../service.ts";
import { ask, notSeen } from "./ask.ts";
import { failure, ok } from "./finding.ts";
import { permission } from "./permission.ts";
import type { Subject } from "./subject.ts";

const SCAN = permission("dynamodb:Scan", (suffix) => `*:*:table/${deployedName("access", suffix)}`);

/** Whether the keys that the function judges itself (`USAGE_PLAN=function`) have a plan that it knows. */
export const tableKeys: Subject = {
  title: "Keys of partners",
  permissions: [SCAN],
  look: async ({ settings: { formsubmit }, connection, nowMs }) => {
    if (formsubmit?.USAGE_PLAN !== "function") return [];
    const { ACCESS_TABLE: tableName = "", USAGE_PLANS } = formsubmit;
    const table = dynamoDbTable({ ...connection("DYNAMODB"), tableName, timeoutMs: TIMEOUT_MS });
    const asked = await ask(SCAN, () => dynamoDbKeys(table).list());
    if (!asked.answered) return [notSeen("key-plans", "The keys of ACCESS_TABLE", asked)];
    const inUse = ({ disabledAtMs, expiresAtMs = Number.POSITIVE_INFINITY }: KeyRecord) =>
      disabledAtMs === undefined && expiresAtMs > nowMs;
    const records = asked.value.map(({ record }) => record).filter(inUse);
    const lost = records.filter(({ plan }) => !Object.hasOwn(USAGE_PLANS, plan));
    if (lost.length === 0) return [ok("key-plans", "Every key in use has a plan of USAGE_PLANS.")];
    const says = `USAGE_PLANS (formsubmit) does not name the plan of the key ${lost.map(({ id }) => id).join(", ")}: it is refused.`;
    const remedy = "Add the plan to USAGE_PLANS; postern keys show ID tells which it is.";
    return [failure("key-plans", says, remedy)];
  },
};
