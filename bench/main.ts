import { fileURLToPath } from "node:url";
import { readArguments } from "../scripts/arguments.ts";
import { accessDecisions } from "./access/decisions.ts";
import { accessWrites } from "./access/writes.ts";
import { adapters } from "./adapters/adapters.ts";
import { createChildren } from "./children.ts";
import { coldStart } from "./cold-start/cold-start.ts";
import { contactDecisions } from "./contact/decisions.ts";
import { contactWrites } from "./contact/writes.ts";
import { emailList } from "./email/list.ts";
import { emailValidation } from "./email/validation.ts";
import { emailVerdicts } from "./email/verdicts.ts";
import { FULL, QUICK } from "./plan.ts";
import { machine } from "./report/machine.ts";
import { printed } from "./report/print.ts";
import { markdown, terminal } from "./report/styles.ts";
import { smsDecisions } from "./sms/decisions.ts";
import { smsWrites } from "./sms/writes.ts";
import { throughput } from "./throughput/throughput.ts";

const USAGE = `The benchmarks, one after the other; all of them, or those that are named. Fails when a target is missed.

  npm run bench -- [--quick] [--markdown] [NAME …]

  --quick      shows that they run, too shortly to judge by
  --markdown   prints the tables as docs/performance.md has them`;

const { values, positionals } = readArguments(USAGE, {
  options: { quick: { type: "boolean", default: false }, markdown: { type: "boolean", default: false } },
  allowPositionals: true,
});
const plan = values.quick ? QUICK : FULL;
const style = values.markdown ? markdown : terminal;
const children = createChildren();

const benchmarks = new Map([
  ["throughput", () => throughput(children, plan.throughput)],
  ["adapters", () => adapters(children, plan.throughput)],
  ["contact-writes", () => contactWrites(children)],
  ["contact-decisions", () => contactDecisions(children, plan.decisions)],
  ["sms-writes", () => smsWrites(children)],
  ["sms-decisions", () => smsDecisions(plan.decisions)],
  ["access-writes", () => accessWrites(children)],
  ["access-decisions", () => accessDecisions(children, plan.decisions)],
  ["email-list", () => emailList(children, plan.email)],
  ["email-validation", () => emailValidation(plan.email)],
  ["email-verdicts", () => emailVerdicts()],
  ["cold-start", () => coldStart(children, plan.coldStart)],
]);
const names = positionals.length > 0 ? positionals : [...benchmarks.keys()];
const unknown = names.find((name) => !benchmarks.has(name));
if (unknown !== undefined)
  fail(`There is no benchmark ${unknown}: choose from ${[...benchmarks.keys()].join(", ")}.`);

process.once("exit", children.endAll);
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));
const LONGEST_MINUTES = 20;
setTimeout(() => fail(`Given up after ${LONGEST_MINUTES} minutes.`), LONGEST_MINUTES * 60_000).unref();

const measuredOn = machine();
process.chdir(fileURLToPath(new URL("..", import.meta.url)));
await children.run("scripts/build.ts", []);

const sections = [];
for (const [name, measure] of benchmarks) {
  if (!names.includes(name)) continue;
  console.error(`measuring ${name} …`);
  sections.push(await measure());
  children.endAll();
}
console.log(printed(style, measuredOn, sections));

const missed = sections.flatMap(({ targets }) => targets).filter(({ met }) => !met);
if (values.quick) {
  console.error(
    "\nA quick run shows that the benchmarks run. It is too short to judge by, and fails for no target.",
  );
} else if (missed.length > 0) {
  fail(`\nMissed: ${missed.map(({ sentence }) => sentence).join("; ")}.`);
}
process.exit(0);

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
