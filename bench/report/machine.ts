import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem, type } from "node:os";

const PACKAGES = [
  "autocannon",
  "dynalite",
  "express",
  "fastify",
  "hono",
  "@hono/node-server",
  "rate-limiter-flexible",
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/client-sesv2",
  "@aws-sdk/client-secrets-manager",
  "libphonenumber-js",
  "mailchecker",
  "validator",
  "zod",
  "isemail",
];

/** On what and when it was measured; read before the first measurement, so that the load is that of others. */
export function machine(): readonly string[] {
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return [
    `Date: ${new Date().toISOString().slice(0, 10)}`,
    `Machine: ${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${availableParallelism()} cores, ${gibibytes} GiB, ${type()}; load average at the start ${loadavg()[0]?.toFixed(2)}`,
    `Node: ${process.versions.node}`,
    `Packages: ${PACKAGES.map((name) => `${name} ${installedVersion(name)}`).join(", ")}`,
  ];
}

function installedVersion(name: string): string {
  const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
