import type { ManagedClient, ManagedKey } from "../../access/managed-client.ts";
import { columns } from "../columns.ts";
import { iso, momentText } from "../duration.ts";
import { policyText } from "../policy-text.ts";

/** A client as programs read it: moments in ISO 8601, `null` for what is not. */
export function clientJson(client: ManagedClient) {
  const { id, name, plan, policy = null, keys, used, lastUsedDay = null } = client;
  return { id, name, plan, policy, used, lastUsedDay, keys: keys.map(keyJson) };
}

const keyJson = ({ state, createdAtMs, expiresAtMs, disabledAtMs }: ManagedKey) => ({
  state,
  createdAt: iso(createdAtMs),
  expiresAt: iso(expiresAtMs),
  disabledAt: iso(disabledAtMs),
});

export function clientText(client: ManagedClient): string {
  return [...columns(clientRows(client)), "", ...columns([KEY_HEAD, ...client.keys.map(keyRow)])].join("\n");
}

export function clientRows({ id, name, plan, policy, used, lastUsedDay }: ManagedClient): string[][] {
  const quota = policy?.quota;
  return [
    ["id", id],
    ["name", name],
    ["plan", `${plan} (${policy ? policyText(policy) : "there is no such plan: its calls are refused"})`],
    ["used", quota ? `${used} of ${quota.limit} this ${quota.period}` : "not counted"],
    ["last used", lastUsedDay ?? "never"],
  ];
}

/** One row for each client: what its newest key is, and how many still work. */
export function clientTable(clients: readonly ManagedClient[]): string {
  const rows = clients.map(({ id, name, plan, policy, keys, used, lastUsedDay }) => [
    ...[id, name, policy ? plan : `${plan}, which there is not`],
    keys[0]?.state ?? "",
    String(keys.filter(({ state }) => state === "active").length),
    moment(keys[0]?.expiresAtMs, "never"),
    policy?.quota ? `${used}/${policy.quota.limit}` : "–",
    lastUsedDay ?? "never",
  ]);
  const head = ["ID", "NAME", "PLAN", "STATE", "WORKING KEYS", "EXPIRES", "USED", "LAST USED"];
  return columns([head, ...rows]).join("\n");
}

const KEY_HEAD = ["KEY", "CREATED", "EXPIRES", "DISABLED"];
const keyRow = ({ state, createdAtMs, expiresAtMs, disabledAtMs }: ManagedKey) => [
  state,
  momentText(createdAtMs),
  moment(expiresAtMs, "never"),
  moment(disabledAtMs, "no"),
];

const moment = (ms: number | undefined, otherwise: string) => (ms === undefined ? otherwise : momentText(ms));
