import { type Import, importsOf, roomOf, type Sources } from "./imports.ts";

/** What every feature may know of stores and senders: what they promise, and memory as the fallback. */
const STORE_INTERFACES = ["src/stores/*-store.ts", "src/stores/memory-*.ts"];
const SENDER_INTERFACES = ["src/senders/mailer.ts", "src/senders/text-sender.ts", "src/senders/queue.ts"];
const FEATURE = ["gate", "limits", "http", ...STORE_INTERFACES, ...SENDER_INTERFACES];

/**
 * Who may import whom: rooms, or files where not the whole room is open. A room may always import itself.
 * ARCHITECTURE.md shows the same house; change both together.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  gate: [],
  http: ["gate"],
  aws: ["gate"],
  email: ["gate", "http", ...STORE_INTERFACES],
  limits: ["gate", ...STORE_INTERFACES],
  stores: ["gate", "aws", "src/limits/day.ts", "src/limits/*-policy.ts"],
  senders: ["gate", "aws", "http"],
  telemetry: ["gate"],
  config: [
    ...["aws", "email", "telemetry", "src/limits/*-policy.ts", "src/sms/calling-code.ts"],
    ...["src/spend/destination.ts", "src/spend/money.ts", "src/http/ipv6-prefix.ts"],
  ],
  spend: ["gate", "src/limits/day.ts", ...STORE_INTERFACES],
  controls: ["gate", "email", ...STORE_INTERFACES],
  delivery: FEATURE,
  contact: [...FEATURE, "delivery", "email", "spend"],
  sms: [...FEATURE, "delivery", "spend"],
  signup: [...FEATURE, "delivery", "email", "spend"],
  access: ["gate", "limits", "http", ...STORE_INTERFACES],
  adapters: ["gate", "http"],
  functions: [
    ...["access", "adapters", "aws", "config", "contact", "controls", "delivery", "gate", "http"],
    ...["email", "limits", "senders", "signup", "sms", "spend", "stores", "telemetry"],
  ],
  package: [
    ...["access", "adapters", "aws", "config", "contact", "controls", "delivery", "email", "gate", "http"],
    ...["limits", "senders", "signup", "sms", "spend", "stores", "telemetry"],
  ],
  cli: [
    ...["access", "aws", "config", "delivery", "email", "gate", "http", "limits", "spend", "stores"],
    ...["src/controls/blocked.ts", "src/sms/calling-code.ts"],
    ...["src/sms/plans-date.ts", "src/sms/plans-age.ts"],
  ],
  local: [...["access", "aws", "config", "functions", "gate", "http"], ...["limits", "stores", "telemetry"]],
};

/** Packages that only some rooms may know: everywhere else they would be paid for at every cold start. */
export const PACKAGES_OF: Readonly<Record<string, readonly string[]>> = {
  access: ["quick-lru"],
  adapters: ["express", "fastify", "hono"],
  aws: ["@aws-sdk/client-secrets-manager"],
  cli: [
    "@aws-sdk/client-api-gateway",
    "@aws-sdk/client-cloudwatch-logs",
    "@aws-sdk/client-dynamodb",
    "@aws-sdk/client-lambda",
    "@aws-sdk/client-sesv2",
    "@aws-sdk/client-sns",
    "@aws-sdk/client-sqs",
    "libphonenumber-js/max",
    "libphonenumber-js/mobile/examples",
  ],
  http: ["ipaddr.js"],
  sms: ["libphonenumber-js/max"],
  limits: ["quick-lru"],
  package: ["fastify-plugin"],
  stores: ["quick-lru", "@aws-sdk/client-dynamodb"],
  senders: ["@aws-sdk/client-sesv2", "@aws-sdk/client-sns", "@aws-sdk/client-sqs"],
};

/** Only entry points read the environment, the clock or randomness. */
export const ENTRY_POINTS: readonly string[] = [
  "src/functions/host.ts",
  "src/cli/main.ts",
  "src/package/now.ts",
  "src/package/random.ts",
  "src/package/environment.ts",
];
const AMBIENT =
  /\b(?:process\.(?:env|hrtime)|(?:Date|performance)\.now|new Date\(\)|Math\.random|randomUUID|getRandomValues)|\brandomBytes\b[^;]*"node:crypto"/;

export function violations(sources: Sources): string[] {
  const imports = importsOf(sources);
  return [
    ...imports.filter((each) => each.ours && !mayImport(each)).map(({ from, to }) => `${from} imports ${to}`),
    ...imports.filter((each) => !each.ours && !mayUse(each)).map(({ from, to }) => `${from} uses ${to}`),
    ...[...sources]
      .filter(
        ([file, text]) => file.startsWith("src/") && !ENTRY_POINTS.includes(file) && AMBIENT.test(code(text)),
      )
      .map(([file]) => `${file} reads the environment, the clock or randomness`),
  ];
}

function mayImport({ from, to }: Import): boolean {
  const [room, target] = [roomOf(from), roomOf(to)];
  const allowed = MAY_IMPORT[room] ?? [];
  return room === target || allowed.some((entry) => entry === target || matches(entry, to));
}

function mayUse({ from, to }: Import): boolean {
  if (!from.startsWith("src/") || to.startsWith("node:")) return true;
  return (PACKAGES_OF[roomOf(from)] ?? []).includes(to);
}

const matches = (pattern: string, file: string) =>
  new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`).test(file);

const code = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
