import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { vi } from "vitest";
import { removeAtTheEnd } from "../support/remove-at-the-end.ts";

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
export const chromiumPath = CANDIDATES.find((path) => path !== undefined && existsSync(path));

/** Quiet and offline: a fresh Chromium would otherwise look for updates. */
const CHROMIUM_ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let started: Promise<Browser> | undefined;

/** One Chromium for all files of a worker. It ends with the worker: it is led by a pipe, and leaves when that breaks. */
export function workersBrowser(): Promise<Browser> {
  started ??= launch();
  return started;
}

async function launch(): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), "postern-chromium-"));
  removeAtTheEnd(folder);
  // Playwright makes the profile in the folder for temporary files, and takes no other.
  vi.stubEnv("TMPDIR", folder);
  try {
    return await chromium.launch({ executablePath: chromiumPath ?? "", args: CHROMIUM_ARGUMENTS });
  } finally {
    vi.unstubAllEnvs();
  }
}
