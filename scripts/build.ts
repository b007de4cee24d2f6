import { buildCommand } from "./build-command.ts";
import { buildFunction } from "./build-function.ts";
import { FUNCTIONS } from "./functions.ts";

for (const name of FUNCTIONS) await buildFunction(name, `dist/functions/${name}`);
await buildCommand("dist/cli/main.mjs");
