#!/usr/bin/env node
// Plain JavaScript: an old Node cannot read TypeScript, but it can read this and say so.
import { existsSync } from "node:fs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const source = new URL("../src/cli/main.ts", import.meta.url);
const isCheckout = existsSync(source);

if (major < 22 || (major === 22 && minor < 18)) {
  const remedy = isCheckout
    ? 'run "npm ci", then "npx postern", which runs on the Node 24 that npm ci installs'
    : "install a newer one from https://nodejs.org";
  stop(`Postern needs Node 22.18 or newer, and this is Node ${process.versions.node}: ${remedy}.`);
} else {
  try {
    await import(isCheckout ? source.href : new URL("../dist/cli/main.mjs", import.meta.url).href);
  } catch (error) {
    if (!isCheckout || error?.code !== "ERR_MODULE_NOT_FOUND" || !/'[@a-z]/.test(error.message)) throw error;
    stop('Postern\'s packages are not installed: run "npm ci" first.');
  }
}

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
