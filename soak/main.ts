import { readArguments } from "../scripts/arguments.ts";
import { BROKEN, type Plan } from "./plan.ts";
import type { Workers } from "./workers.ts";

const USAGE = `Sends messages through the queue while workers are killed and SES fails, and counts what arrives.

  npm run soak -- [--messages 10000] [--kills 200] [--workers 4] [--seed N] [--speed 1] [--seconds 1200] [--broken NAME]

  --speed     the workers' clock, with all leases and time-outs, runs so many times as fast
  --seconds   gives up after so long
  --broken    breaks a promise on purpose (${BROKEN.join(", ")}): the run must fail

Ends with 1 when a message is lost or a duplicate is not explained.`;

const { values } = readArguments(USAGE, {
  options: {
    messages: { type: "string", default: "10000" },
    kills: { type: "string", default: "200" },
    workers: { type: "string", default: "4" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    speed: { type: "string", default: "1" },
    seconds: { type: "string", default: "1200" },
    broken: { type: "string" },
  },
});
const plan: Plan = {
  messages: whole("messages", 1, 100_000),
  kills: whole("kills", 0, 10_000),
  workers: whole("workers", 1, 32),
  seed: whole("seed", 0, 2 ** 31),
  speed: whole("speed", 1, 20),
  broken:
    values.broken === undefined
      ? undefined
      : (BROKEN.find((each) => each === values.broken) ?? misused("broken")),
};
const seconds = whole("seconds", 1, 36_000);

let workers: Workers | undefined;
process.once("exit", () => workers?.endAll());
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));
setTimeout(() => fail(`Given up after ${seconds} seconds, with seed ${plan.seed}.`), seconds * 1_000).unref();

console.error(`seed ${plan.seed}`);
// Loaded here: who mistypes an option need not wait for the SDK.
const [{ soak }, { faultsOf, reportOf }] = await Promise.all([import("./soak.ts"), import("./report.ts")]);
const findings = await soak(plan, (started) => {
  workers = started;
});
console.log(reportOf(plan, findings));
const faults = faultsOf(plan, findings);
if (faults.length > 0) fail(`\nFAILED: ${faults.join("; ")}.`);
process.exit(0);

function whole(name: Exclude<keyof typeof values, "broken">, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(values[name]) ? Number(values[name]) : Number.NaN;
  return value >= least && value <= most ? value : misused(name);
}

function misused(name: keyof typeof values): never {
  console.error(`"${values[name]}" cannot be --${name}.\n\n${USAGE}`);
  process.exit(2);
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
