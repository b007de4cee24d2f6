import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { LambdaClient } from "@aws-sdk/client-lambda";
import type { LocalFunction } from "../../local/local-function.ts";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import type { After } from "../../local/timer.ts";
import type { LambdaHandler } from "../../src/functions/host.ts";

/** A function for tests, at `/NAME` unless routes say otherwise. */
export function testFunction(handler: LambdaHandler, over: Partial<LocalFunction> = {}): LocalFunction {
  return {
    build: () => handler,
    timeoutSeconds: 60,
    settings: [],
    defaults: {},
    faults: () => [],
    routes: {},
    ...over,
  };
}

/** For SDK clients: any credentials do, and a failure is to be seen at once. */
export const ANYBODY = {
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
};

export const lambdaAt = (endpoint: string) => new LambdaClient({ ...ANYBODY, endpoint });

/** A local system without the product's functions, and where its parts are, by the names of their settings. */
export async function startParts(
  env: Readonly<Record<string, string>> = {},
  nowMs: () => number = Date.now,
): Promise<LocalSystem & { readonly endpoint: (setting: string) => string }> {
  let endpoints: Readonly<Record<string, string | undefined>> = {};
  const spying = testFunction(async () => undefined, {
    settings: Object.keys(env),
    build: (host) => {
      endpoints = host.env;
      return async () => undefined;
    },
  });
  const system = await startLocalSystem({ port: 0, dynamodbPort: 0, functions: { spying }, env, nowMs });
  return { ...system, endpoint: (setting) => endpoints[setting] ?? "" };
}

/** The header of a request that is signed as far as the stand-ins look. */
export const signedFor = (service: string): [string, string][] => [
  [
    "Authorization",
    `AWS4-HMAC-SHA256 Credential=k/20261121/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`,
  ],
  ["X-Amz-Date", "20261121T230405Z"],
];

/** Time that passes when a test says so. */
export function manualTime() {
  let nowMs = 0;
  const pending = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const after: After = (delayMs, run) => {
    const timer = { atMs: nowMs + delayMs, run };
    pending.add(timer);
    return () => pending.delete(timer);
  };
  return {
    after,
    pendingMs: () => [...pending].map(({ atMs }) => atMs - nowMs).sort((a, b) => a - b),
    pass: (ms: number) => {
      nowMs += ms;
      for (const timer of [...pending].filter(({ atMs }) => atMs <= nowMs)) {
        pending.delete(timer);
        timer.run();
      }
    },
  };
}

/** A promise that a test settles when it wants to. */
export const deferred = <T>() => Promise.withResolvers<T>();

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request with exactly these headers and this path; fetch would tidy them. */
export function rawRequest(
  url: string,
  method: string,
  headers: readonly (readonly [string, string])[] = [],
  body: string | Uint8Array = "",
  path = new URL(url).pathname + new URL(url).search,
): Promise<RawAnswer> {
  const { host } = new URL(url);
  const names = headers.map(([name]) => name.toLowerCase());
  const all: [string, string][] = [...headers.map(([name, value]): [string, string] => [name, value])];
  if (!names.includes("host")) all.unshift(["Host", host]);
  if (body.length > 0 && !names.includes("transfer-encoding")) {
    all.push(["Content-Length", String(Buffer.byteLength(body))]);
  }
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, path, headers: all.flat(), setHost: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
      response.once("error", reject);
    });
    request.once("error", reject);
    request.end(body);
  });
}
