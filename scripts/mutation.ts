import { readArguments } from "./arguments.ts";
import { EQUIVALENT_MUTANTS } from "./mutation/equivalent-mutants.ts";
import { chosenRooms } from "./mutation/files.ts";
import { judge, type Mutation } from "./mutation/judge.ts";
import { ROOMS } from "./mutation/rooms.ts";
import { testedMutants } from "./mutation/stryker.ts";

const USAGE = `Changes the code where money and limits are decided, one change at a time, and fails when no test notices.

  npm run mutation -- [--concurrency N] [NAME …]

  NAME             a room, or one file of it, such as src/limits/day.ts; all rooms where none is named
  --concurrency N  how many run at once; where it is absent, one less than there are processors`;

const { values, positionals } = readArguments(USAGE, {
  options: { concurrency: { type: "string" } },
  allowPositionals: true,
});
const concurrency = values.concurrency === undefined ? undefined : Number(values.concurrency);
if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0)) {
  console.error(`--concurrency is not a whole number above 0.\n\n${USAGE}`);
  process.exit(2);
}

const changed = ({ mutator, line, original, replacement }: Mutation) =>
  `${mutator} on the line\n    ${line}\n  - ${original}\n  + ${replacement}`;

let unlistedInAll = 0;
for (const room of chosenRooms(ROOMS, positionals)) {
  console.log(`\n${room.name}: ${room.mutate.length} files, ${room.tests.length} files of tests`);
  const tested = await testedMutants(room, concurrency);
  const { unlisted, stale } = judge(tested, EQUIVALENT_MUTANTS);
  for (const entry of stale) console.log(`\nSTALE, take it off the list: ${entry.file} ${changed(entry)}`);
  for (const mutant of unlisted)
    console.error(`\nLIVES: ${mutant.file}:${mutant.lineNumber} ${changed(mutant)}`);
  const living = tested.filter(({ lives }) => lives).length;
  console.log(
    `\n${room.name}: ${tested.length} mutants; ${living} live, ${unlisted.length} of them not on the list.`,
  );
  unlistedInAll += unlisted.length;
}

if (unlistedInAll > 0) {
  console.error(
    "\nWrite the test that notices. Where nothing can be observed, add the mutant to scripts/mutation/equivalent-mutants.ts with its reason.",
  );
  process.exitCode = 1;
}
