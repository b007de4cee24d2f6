import type { At } from "../gate/check.ts";
import { Unavailable } from "../gate/unavailable.ts";
import { parseJsonObject } from "../http/json-object.ts";
import { type Posted, PostFailed, postJson } from "../http/post-json.ts";
import { isTimeout } from "../http/time-limit.ts";
import { apiUrl, isApiKey } from "./api-endpoint.ts";
import { type CircuitOptions, circuitBreaker } from "./circuit-breaker.ts";
import type { EmailLookup } from "./lookup.ts";
import type { EmailStatus, Finding } from "./verdict.ts";

export interface RemoteLookupOptions {
  readonly key: string;
  /** Where to post. Default `https://api.truemail.io/v1/verify`. */
  readonly url?: string | undefined;
  /** What the service is asked to look at. Default `syntax` and `mx`. */
  readonly checks?: readonly string[];
  /** For the whole call; a third of it to connect. Default 1,500. */
  readonly timeoutMs?: number;
  /** How many addresses are asked about at once; what comes on top is not known. Default 1,000: each holds a socket. */
  readonly maxInFlight?: number;
  readonly circuit?: CircuitOptions;
}

const PRODUCTION = "https://api.truemail.io/v1/verify";

/**
 * Asks a remote API about an address. One request for all who ask for the same address at the same time: it is paid for.
 * So a caller that leaves does not end it, and it ends in `timeoutMs` anyway. While the service fails, nobody asks it.
 * @throws TypeError when the URL or the key cannot be used.
 */
export function remoteLookup(options: RemoteLookupOptions): EmailLookup {
  const { checks = ["syntax", "mx"], timeoutMs = 1_500, maxInFlight = 1_000 } = options;
  const url = endpoint(options.url ?? PRODUCTION);
  const headers = { authorization: bearer(options.key) };
  if (!isTimeout(timeoutMs))
    throw new RangeError("The time-out of the e-mail API must be from 1 to 600,000 ms");
  const limits = {
    connectTimeoutMs: Math.ceil(timeoutMs / 3),
    readTimeoutMs: timeoutMs,
    totalTimeoutMs: timeoutMs,
  };
  const breaker = circuitBreaker(options.circuit);
  const inFlight = new Map<string, Promise<Finding>>();

  const ask = async (email: string, at: At): Promise<Finding> => {
    const passage = breaker.enter(currentMs(at));
    if (passage === undefined) throw unavailable(because("CIRCUIT_OPEN"));
    const body = JSON.stringify({ email, checks });
    const answer = await postJson({ url, headers, body, ...limits }).then(answerOf, notAnswered);
    passage.settle(answer.finding !== undefined, currentMs(at));
    if (answer.finding === undefined) throw unavailable(answer.error);
    return answer.finding;
  };

  return {
    find: async ({ ascii }, at) => {
      const key = ascii.toLowerCase();
      const known = inFlight.get(key);
      if (known) return known;
      if (inFlight.size >= maxInFlight) throw unavailable(because("TOO_MANY_AT_ONCE"));
      const asking = ask(ascii, at).finally(() => inFlight.delete(key));
      inFlight.set(key, asking);
      return asking;
    },
  };
}

/** Neither value stands in an error: a URL may hold a password. */
function endpoint(given: string): URL {
  const url = apiUrl(given);
  if (url) return url;
  throw new TypeError(
    "The URL of the e-mail API must be https, or http on this machine, and without user name and password",
  );
}

function bearer(key: string): string {
  if (isApiKey(key)) return `Bearer ${key}`;
  throw new TypeError("The key of the e-mail API must be visible ASCII characters, without spaces");
}

/** What came of a request. The circuit goes by it: that the service has no opinion is an answer as well. */
type Answer = { readonly finding: Finding } | { readonly finding?: never; readonly error: unknown };

/*
 * Nothing of what the service wrote may stand in an error: it may repeat the address.
 */

/** Without the cause: where the answer is no HTTP, Node keeps its bytes there. */
const notAnswered = (error: unknown): Answer =>
  failed(error instanceof PostFailed ? new PostFailed(error.code, error.arrived) : error);

function answerOf({ status, body }: Posted): Answer {
  // Refuses this one address. If that were a failure, a stranger could open the circuit with what the service dislikes.
  if (status === 400 || status === 422) return NO_OPINION;
  if (status < 200 || status > 299) return failed(because(`HTTP_${status}`));
  return opinionOf(parseJsonObject(body));
}

function opinionOf(answer: Readonly<Record<string, unknown>> | undefined): Answer {
  const status = answer?.status ?? "";
  const disposable = answer?.disposable ?? false;
  const isReadable =
    typeof status === "string" && typeof disposable === "boolean" && (status !== "" || disposable);
  if (!isReadable) return failed(because("MALFORMED_ANSWER"));
  if (status === "undeliverable") return found(status, disposable);
  if (disposable) return found("risky", true);
  if (status === "deliverable" || status === "risky") return found(status, false);
  // `unknown`, or a word that this client does not know either.
  return NO_OPINION;
}

const failed = (error: unknown): Answer => ({ error });

const found = (status: EmailStatus, disposable: boolean): Answer => ({
  finding: { status, reason: "REMOTE_VERDICT", disposable },
});

const NO_OPINION = found("unknown", false);

const because = (code: string) => Object.assign(new Error(code), { code });
const unavailable = (cause: unknown) => new Unavailable("email-api", cause);
const currentMs = ({ nowMs, elapsedMs }: At) => nowMs + elapsedMs();
