import { buildCommand } from "./build-command.ts";
import { buildFunction } from "./build-function.ts";
import { buildPackage } from "./build-package.ts";
import { FUNCTIONS } from "./functions.ts";
import { writeNumberingPlansDate } from "./numbering-plans.ts";

await writeNumberingPlansDate();
for (const name of FUNCTIONS) await buildFunction(name, `dist/functions/${name}`);
await buildCommand("dist/cli");
await buildPackage("dist/lib");
