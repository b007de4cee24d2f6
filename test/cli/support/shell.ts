import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const BIN = join(ROOT, "bin", "postern.mjs");

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program as a person does, in a process of its own; nothing of this process's settings reaches it. */
export function typed(
  program: string,
  args: readonly string[],
  {
    env = {},
    cwd = tmpdir(),
  }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<Finished> {
  const { PATH = "", HOME = "" } = process.env;
  return new Promise((resolve, reject) => {
    execFile(program, args, { env: { PATH, HOME, ...env }, cwd }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      if (typeof exitCode === "number") resolve({ exitCode, stdout, stderr });
      else reject(new Error(`${program} did not run`, { cause: error }));
    });
  });
}

/** Settings with which the AWS SDK finds no account that it was not given. */
export const NO_ACCOUNT = {
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
};

/** `postern …` on the Node that runs these tests, with these settings, in this folder. */
export const postern = (
  args: string,
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<Finished> =>
  typed(process.execPath, [BIN, ...args.split(" ").filter(Boolean)], {
    env: { ...NO_ACCOUNT, ...env },
    ...(cwd !== undefined && { cwd }),
  });

/** A folder of its own, with these files. */
export async function folder(files: Readonly<Record<string, string>>) {
  const path = await mkdtemp(join(tmpdir(), "postern-cli-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
