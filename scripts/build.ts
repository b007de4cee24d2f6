import { buildFunction } from "./build-function.ts";
import { FUNCTIONS } from "./functions.ts";

for (const name of FUNCTIONS) await buildFunction(name, `dist/functions/${name}`);
