import type { Issued } from "../../access/key-management.ts";
import { columns } from "../columns.ts";
import { iso, momentText } from "../duration.ts";
import { clientRows } from "./client-text.ts";
import type { Managing } from "./with-keys.ts";

/** A new key for programs. */
export function issuedJson({ key, client }: Issued, place: Managing["place"]) {
  const { id, name, plan, keys } = client;
  return { id, key, plan, name, expiresAt: iso(keys[0]?.expiresAtMs), ...place };
}

/** A new key for people, with a call to try where that is on this machine. */
export function issuedText({ key, client }: Issued, { stage, settings }: Managing): string {
  const expiresAtMs = client.keys[0]?.expiresAtMs;
  const rows = columns([
    ...clientRows(client).filter(([name]) => name === "id" || name === "name" || name === "plan"),
    ["expires", expiresAtMs === undefined ? "never" : momentText(expiresAtMs)],
    ["key", key],
  ]);
  const url = `http://127.0.0.1:${settings.PORT}/formsubmit`;
  return [
    ...rows.map((row) => `  ${row}`),
    "",
    "The key is shown this once: only its hash is kept.",
    ...(stage === "local" ? ["", `  curl ${url} -H 'x-api-key: ${key}' -d '{"name":"Ada"}'`] : []),
  ].join("\n");
}
