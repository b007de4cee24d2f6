import { startLocalSystem } from "../../local/system.ts";

/** A mail as the outbox lists it. */
interface Mail {
  readonly channel: string;
  readonly replyTo: readonly string[];
  readonly text: string;
}

export type Site = Awaited<ReturnType<typeof startSite>>;

/** The local system, with its outbox and its faults within reach of a test. */
export async function startSite({ env = {}, nowMs = Date.now } = {}) {
  // The most that the setting allows: tests that are not about the limit must not meet it.
  const generous = { IP_LIMIT_PER_HOUR: "100" };
  const system = await startLocalSystem({ port: 0, dynamodbPort: 0, env: { ...generous, ...env }, nowMs });
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${system.url}/_postern/${path}`, init);
    if (!response.ok)
      throw new Error(`${init.method ?? "GET"} /_postern/${path} answered ${response.status}`);
    return response;
  };
  return {
    url: system.url,
    close: () => system.close(),
    mails: async () => (await (await call("outbox")).json()) as readonly Mail[],
    emptyOutbox: async () => void (await call("outbox", { method: "DELETE" })),
    setSes: async (ses: "ok" | "reject") => {
      const headers = { "content-type": "application/json" };
      await call("faults", { method: "PUT", headers, body: JSON.stringify({ ses }) });
    },
  };
}
