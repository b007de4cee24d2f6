import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dashboardFile } from "../infra/dashboard-file.ts";

const ROOT = join(import.meta.dirname, "..");
const FILE = join(ROOT, "dashboards/postern.json");

mkdirSync(dirname(FILE), { recursive: true });
writeFileSync(FILE, JSON.stringify(dashboardFile("prod")));
execFileSync(join(ROOT, "node_modules/.bin/biome"), ["format", "--write", FILE]);
