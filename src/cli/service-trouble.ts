import { type Failure, failure } from "./command.ts";
import type { Stage } from "./stage.ts";

/** What could not be asked. */
export interface Asked {
  readonly kind: "table" | "queue" | "function" | "log group";
  readonly name: string;
  /** The setting that names it, where there is one. */
  readonly setting?: string;
  readonly where: string;
  readonly stage: Stage;
}

const ENGINES = {
  table: { engine: "DynamoDB", port: "DYNAMODB_PORT" },
  queue: { engine: "SQS", port: "SQS_PORT" },
  function: { engine: "Lambda", port: "PORT" },
  "log group": { engine: "CloudWatch Logs", port: "PORT" },
} as const;

type Words = readonly [problem: string, remedy: string];

/** What each failure is called by the SDK or by Node, and what it means to whoever typed the command. */
const TROUBLE: Readonly<Record<string, Words>> = {
  CredentialsProviderError: ["No AWS credentials were found.", "Log in to AWS, or set AWS_PROFILE."],
  ExpiredToken: ["The AWS credentials have expired.", "Log in to AWS again."],
  UnrecognizedClient: ["AWS does not know these credentials.", "Log in to AWS, or set AWS_PROFILE."],
  InvalidClientTokenId: ["AWS does not know these credentials.", "Log in to AWS, or set AWS_PROFILE."],
  InvalidSignature: ["AWS does not accept these credentials.", "Log in to AWS, or set AWS_PROFILE."],
  TimeoutError: ["It does not answer in time.", "Try again."],
};

/** One line about a table, a queue or a function that cannot be asked. */
export function serviceTrouble(cause: unknown, asked: Asked): Failure {
  const name = errorName(cause);
  const [problem, remedy] = TROUBLE[name] ??
    troubleOf(name, cause, asked) ?? [
      `It answers with ${name}.`,
      `Is this ${ENGINES[asked.kind].engine}? If so, try again.`,
    ];
  return failure(`The ${asked.kind} ${asked.name} ${asked.where} cannot be asked. ${problem}`, remedy);
}

/** What is told differently of a table and of a queue, here and at AWS. */
function troubleOf(name: string, cause: unknown, { kind, setting, stage }: Asked): Words | undefined {
  const { engine, port } = ENGINES[kind];
  const isLocal = stage === "local";
  const orSetting = setting ? `, or ${setting} to the ${kind}'s name` : "";
  switch (name) {
    case "ECONNREFUSED": {
      const here = `Run npm start, or set ${port} to where its ${engine} is; for AWS say --stage dev or --stage prod.`;
      return ["Nothing answers.", isLocal ? here : "Is the endpoint right?"];
    }
    case "ResourceNotFound":
    case "QueueDoesNotExist": {
      const here = `Is this the ${engine} of npm start? Set ${port} to where that is${orSetting}.`;
      const there = `Deploy first, or set AWS_REGION to its region${orSetting}.`;
      return [`There is no such ${kind}.`, isLocal ? here : there];
    }
    case "AccessDenied":
      return ["These AWS credentials may not use it.", `They need ${deniedAction(cause)} on the ${kind}.`];
    default:
      return undefined;
  }
}

/** AWS says what it has denied: `User: … is not authorized to perform: dynamodb:Scan on resource: …`. */
const deniedAction = (cause: unknown) =>
  /not authorized to perform: (?<action>[a-z]+:\w+)/i.exec((cause as Error).message)?.groups?.action ??
  "more rights";

/** A system error has its name in `code`; one of the SDK in `name`, with or without `Exception` behind it. */
export function errorName(cause: unknown): string {
  if (!(cause instanceof Error)) return "an unknown error";
  const { code } = cause as NodeJS.ErrnoException;
  if (typeof code === "string") return code;
  return cause.name === "AbortError" ? "TimeoutError" : cause.name.replace(/Exception$/, "");
}
