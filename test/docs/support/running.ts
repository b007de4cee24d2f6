import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Checkout } from "./checkout.ts";
import { endGroup } from "./end-group.ts";

/** The ports that documents name, and the free ones that stand for them here. */
export interface Running {
  /** What a document says, as it is here. */
  here(documented: string): string;
  /** What was printed here, as a document says it. */
  documented(printed: string): string;
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const PLACES = [
  { setting: "PORT", documented: "8787", printed: /Contact form +http:\/\/127\.0\.0\.1:(?<port>\d+)\/\n/ },
  { setting: "DYNAMODB_PORT", documented: "8000", printed: /DynamoDB +http:\/\/127\.0\.0\.1:(?<port>\d+)\n/ },
  { setting: "SQS_PORT", documented: "9324", printed: /SQS +http:\/\/127\.0\.0\.1:(?<port>\d+)\n/ },
];
const ANY_PORTS = Object.fromEntries(PLACES.map(({ setting }) => [setting, "0"]));

/**
 * The local system, as a document starts it (`HOLD_REFUSED_DAYS=14 npm start`), but on free ports.
 * @throws Error with what it said, when it ends instead.
 */
export async function startRunning(command: string, { folder, env }: Checkout): Promise<Running> {
  const system = spawn("bash", ["-c", command], {
    cwd: folder,
    env: { ...env, ...ANY_PORTS },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that it can be ended with what it started.
    detached: true,
  });
  const ended = once(system, "close");
  let output = "";
  const ports = await new Promise<string[]>((resolve, reject) => {
    const take = (text: string) => {
      output += text;
      const found = PLACES.flatMap(({ printed }) => printed.exec(output)?.groups?.port ?? []);
      if (found.length === PLACES.length) resolve(found);
    };
    system.stdout.setEncoding("utf8").on("data", take);
    system.stderr.setEncoding("utf8").on("data", take);
    ended.then(() => reject(new Error(`it ended:\n${output}`)), reject);
  });

  const places = PLACES.map(({ setting, documented }, index) => ({
    setting,
    documented,
    port: ports[index] ?? "",
  }));
  return {
    here: (documented) =>
      places.reduce((text, each) => renamed(text, each.documented, each.port), documented),
    documented: (printed) =>
      places.reduce((text, each) => renamed(text, each.port, each.documented), printed),
    env: Object.fromEntries(places.map(({ setting, port }) => [setting, port])),
    stop: async () => {
      endGroup(system);
      await ended;
    },
  };
}

const renamed = (text: string, from: string, to: string) =>
  text.replaceAll(new RegExp(`(?<=(?:127\\.0\\.0\\.1|localhost):)${from}\\b`, "g"), to);
