import { randomUUID } from "node:crypto";
import { createAccount } from "../../local/account.ts";
import { createFaults, type FaultMode } from "../../local/faults.ts";
import type { Listening } from "../../local/listen.ts";
import { newest } from "../../local/newest.ts";
import type { Outbox, Sent } from "../../local/outbox.ts";
import { PARTS, startStandIns } from "../../local/stand-ins.ts";
import { type Call, recordingProxy } from "./recording-proxy.ts";

export const REGION = "eu-north-1";

/**
 * Every part that functions talk to, on the wire, each call written down.
 * @param known by the setting that holds them: the tables, secrets and addresses that the parts have.
 */
export async function startRecordedParts(known: Readonly<Record<string, readonly string[]>>) {
  const servers: Pick<Listening, "close">[] = [];
  const calls: Call[] = [];
  const outbox = newest<Sent>(10_000);
  const faults = createFaults(PARTS);
  const account = createAccount();
  const parts = await startStandIns({
    ports: {},
    valuesOf: (setting) => known[setting] ?? [],
    faults,
    account,
    outbox,
    region: REGION,
    nowMs: Date.now,
    newId: randomUUID,
    report: (where, error) => {
      throw new Error(`${where} broke`, { cause: error });
    },
    started: (server) => void servers.push(server),
  });
  const recorded = { ...parts };
  for (const part of PARTS) {
    const proxy = await recordingProxy(parts[part], calls);
    servers.push(proxy);
    recorded[part] = proxy.url + new URL(parts[part]).pathname.replace(/^\/$/, "");
  }
  return {
    /** Past the recording. */
    parts,
    recorded,
    calls: calls as readonly Call[],
    mails: () => mailsIn(outbox),
    setFault: (part: string, mode: FaultMode) => setFault(faults, part, mode),
    /** The account that all parts belong to. */
    account,
    forget: () => {
      calls.length = 0;
      outbox.clear();
    },
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}

export const mailsIn = (outbox: Outbox) => outbox.list().filter((sent) => sent.channel === "email");

export function setFault(faults: ReturnType<typeof createFaults>, part: string, mode: FaultMode): void {
  const wrong = faults.set({ [part]: mode });
  if (wrong !== undefined) throw new TypeError(wrong);
}
