import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { posternApp } from "../infra/app.ts";
import { exportSam } from "./sam-export.ts";

const ROOT = join(import.meta.dirname, "..");

const outdir = await mkdtemp(join(tmpdir(), "postern-sam-"));
try {
  await exportSam(
    posternApp({ bundlesFolder: join(ROOT, "dist/functions"), outdir }),
    join(ROOT, "dist/sam"),
  );
} finally {
  await rm(outdir, { recursive: true });
}
