import type { Unavailable } from "../gate/unavailable.ts";
import type { AccessTable } from "./access-table.ts";
import { type Failure, failure } from "./command.ts";
import type { Stage } from "./stage.ts";

/** What each failure is called by the SDK or by Node, and what it means to whoever typed the command. */
const TROUBLE: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ECONNREFUSED: ["Nothing answers.", "Is the endpoint right?"],
  ResourceNotFoundException: [
    "There is no such table.",
    "Deploy first, or set ACCESS_TABLE to the table's name and AWS_REGION to its region.",
  ],
  CredentialsProviderError: ["No AWS credentials were found.", "Log in to AWS, or set AWS_PROFILE."],
  ExpiredTokenException: ["The AWS credentials have expired.", "Log in to AWS again."],
  UnrecognizedClientException: ["AWS does not know these credentials.", "Log in to AWS, or set AWS_PROFILE."],
  InvalidSignatureException: ["AWS does not accept these credentials.", "Log in to AWS, or set AWS_PROFILE."],
  AccessDeniedException: [
    "These AWS credentials may not use it.",
    "They need dynamodb:GetItem, PutItem and Scan on the table.",
  ],
  TimeoutError: ["It does not answer in time.", "Try again."],
};

const LOCAL_TROUBLE: typeof TROUBLE = {
  ECONNREFUSED: [
    "Nothing answers.",
    "Run npm start, or set DYNAMODB_PORT to where its DynamoDB is; for AWS say --stage dev or --stage prod.",
  ],
  ResourceNotFoundException: [
    "There is no such table.",
    "Is this the DynamoDB of npm start? Set DYNAMODB_PORT to where that is, or ACCESS_TABLE to the table's name.",
  ],
};

/** One line about a table that cannot be asked. */
export function storeTrouble(
  error: Unavailable,
  { table, where }: Pick<AccessTable, "table" | "where">,
  stage: Stage,
): Failure {
  const name = nameOf(error.cause);
  const [problem, remedy] = (stage === "local" ? LOCAL_TROUBLE[name] : undefined) ??
    TROUBLE[name] ?? [`It answers with ${name}.`, "Is this DynamoDB? If so, try again."];
  return failure(`The table ${table.name} ${where} cannot be asked. ${problem}`, remedy);
}

/** A system error has its name in `code`; one of the SDK in `name`. */
function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "an unknown error";
  const { code } = cause as NodeJS.ErrnoException;
  return typeof code === "string" ? code : cause.name === "AbortError" ? "TimeoutError" : cause.name;
}
