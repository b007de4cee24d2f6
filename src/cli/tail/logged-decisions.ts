import type { FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { clientConfig } from "../../aws/connection.ts";
import { type Failure, failure } from "../command.ts";
import { deployedName, suffixOf } from "../deployed-name.ts";
import { FUNCTION_NAMES } from "../doctor/schemas.ts";
import type { Service } from "../service.ts";
import { errorName, serviceTrouble } from "../service-trouble.ts";
import type { Stage } from "../stage.ts";
import { type Decision, readDecision } from "./decision.ts";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "./logs-client.ts";
import type { Source } from "./source.ts";

/** Lines of a log may come so late that later ones have been read already. */
const LATE_MS = 30_000;
/** Of one log at one time: in a flood the rest is read the next time. */
const MOST_PAGES = 10;
/** What every decision has, and hardly any other line. */
const PATTERN = "{ $.gate = * && $.outcome = * && $.reason = * }";

/** The decisions of a deployed stage, out of CloudWatch Logs. */
export function loggedDecisions(
  { connection, where }: Service,
  stage: Stage,
  sinceMs: number,
  timeoutMs: number,
): Source {
  const client = new CloudWatchLogsClient({ ...clientConfig(connection), maxAttempts: 3 });
  const logs = FUNCTION_NAMES.map((name) => ({
    name,
    group: `/aws/lambda/${deployedName(name, suffixOf(stage))}`,
    fromMs: sinceMs,
    told: new Map<string, number>(),
  }));
  type Log = (typeof logs)[number];

  /** @throws what the SDK throws. */
  async function eventsOf({ group, fromMs }: Log): Promise<readonly FilteredLogEvent[]> {
    const found: FilteredLogEvent[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const command = new FilterLogEventsCommand({
        ...{ logGroupName: group, startTime: fromMs, filterPattern: PATTERN },
        ...(nextToken !== undefined && { nextToken }),
      });
      const answer = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
      found.push(...(answer.events ?? []));
      nextToken = answer.nextToken;
      if (nextToken === undefined) break;
    }
    return found;
  }

  async function nextOf(log: Log): Promise<readonly Decision[] | "absent" | Failure> {
    let events: readonly FilteredLogEvent[];
    try {
      events = await eventsOf(log);
    } catch (error) {
      if (errorName(error) === "ResourceNotFound") return "absent";
      return serviceTrouble(error, { kind: "log group", name: log.group, where, stage });
    }
    const fresh = events.filter(({ eventId = "" }) => !log.told.has(eventId));
    for (const { eventId = "", timestamp = 0 } of fresh) log.told.set(eventId, timestamp);
    // Nothing before is asked for again, so that nothing before need be remembered.
    log.fromMs = Math.max(log.fromMs, ...[...log.told.values()].map((ms) => ms - LATE_MS));
    for (const [id, ms] of log.told) if (ms < log.fromMs) log.told.delete(id);
    return fresh.flatMap(
      ({ message = "", timestamp = 0 }) => readDecision(message, log.name, timestamp) ?? [],
    );
  }

  return {
    everyMs: 5_000,
    next: async () => {
      const read = await Promise.all(logs.map(nextOf));
      const trouble = read.find((each): each is Failure => typeof each === "object" && "problem" in each);
      if (trouble) return trouble;
      const found = read.filter((each): each is readonly Decision[] => Array.isArray(each));
      if (found.length === 0) {
        const problem = `There is no log of a function of the stage ${stage} ${where}.`;
        return failure(problem, "Deploy first, or set AWS_REGION to its region.");
      }
      return found.flat().toSorted((a, b) => a.atMs - b.atMs);
    },
    close: () => client.destroy(),
  };
}
