import { parseJsonObject } from "../../http/json-object.ts";
import { DOCTOR, PROBE_HEADER } from "../../http/probe.ts";
import { ask, notSeen } from "./ask.ts";
import { type Finding, failure, ok } from "./finding.ts";
import { ALLOW_ORIGIN, mayRead } from "./preflight.ts";

/** JSON, and no message: refused once the request itself has been let through, before anything is counted, asked or sent. */
const NO_MESSAGE = "[]";
const REFUSED_AS = { status: 400, error: "INVALID_BODY" } as const;

export interface Trial {
  readonly url: string;
  /** Of a page that may post there. */
  readonly origin: string;
  /** As the function is set: `REQUIRE_EDGE`. */
  readonly requiresEdge: boolean;
}

/** Whether a form would take what a visitor posts, by how it refuses what nobody could send. */
export async function trialFinding(trial: Trial): Promise<Finding> {
  const { url, origin } = trial;
  const asked = await ask(undefined, async ({ abortSignal }) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", origin, [PROBE_HEADER]: DOCTOR },
      body: NO_MESSAGE,
      redirect: "manual",
      signal: abortSignal,
    });
    const { status, headers } = response;
    const error = parseJsonObject(await response.text())?.error;
    return { status, error, isReadable: mayRead(headers, origin) };
  });
  if (!asked.answered) return notSeen("form", `Whether ${url} takes what visitors send`, asked);
  const { status, error, isReadable } = asked.value;
  if (status !== REFUSED_AS.status || error !== REFUSED_AS.error) return unlikeAForm(trial, status, error);
  return isReadable
    ? ok("form", `${url} takes what visitors send.`)
    : failure(
        "form",
        `${url} takes what visitors send, and browsers keep its answer from pages of ${origin}: a message may arrive, and the visitor sees an error.`,
        "See that nothing in front takes away Origin, or Access-Control-Allow-Origin of the answer.",
      );
}

function unlikeAForm({ url, origin, requiresEdge }: Trial, status: number, error: unknown): Finding {
  if (error === "FORBIDDEN_ORIGIN")
    return failure("form", `${url} refuses pages of ${origin}.`, ALLOW_ORIGIN);
  if (error === "FORBIDDEN" && requiresEdge) {
    const says = `${url} refuses every message: REQUIRE_EDGE is on, and nothing came with a secret of EDGE_SECRET.`;
    return failure("form", says, SEND_SECRET);
  }
  const { means, remedy } = meaningOf(status);
  const answers = `answers a trial with ${status} instead of ${REFUSED_AS.status} ${REFUSED_AS.error}`;
  return failure("form", `${url} ${answers}: ${means}.`, remedy);
}

const SEND_SECRET =
  "Say where your site posts (--url URL). If that is it, deploy again, so that CloudFront sends the secret that the function takes; without CloudFront, set REQUIRE_EDGE to false.";
const CHECK_URL = "check --url: where your site posts, without /contact.";

/** Only some answers say anything of other people's requests. */
function meaningOf(status: number): { readonly means: string; readonly remedy: string } {
  if (status < 400)
    return { means: "something else answers there", remedy: `There is no form: ${CHECK_URL}` };
  if (status === 403) {
    return {
      means: "WAF or something else in front blocks this machine",
      remedy: `WAF's samples tell which rule it was, and so whether it blocks visitors. API Gateway answers so where it has no such path: ${CHECK_URL}`,
    };
  }
  if (status === 429) {
    return {
      means: "too many requests, which may mean only this machine, or only now",
      remedy:
        "Look again in five minutes. If it stays, see what WAF's rate rule and API Gateway's throttle count.",
    };
  }
  return {
    means: "visitors may fare likewise",
    remedy:
      "See what stands in front of it (CloudFront, WAF, API Gateway), and what the function's log says.",
  };
}
