import { parseJsonObject } from "../../http/json-object.ts";
import { ask, notSeen } from "./ask.ts";
import { type Finding, failure, ok } from "./finding.ts";

/** JSON, and no message: refused once the request itself has been let through, before anything is counted, asked or sent. */
const NO_MESSAGE = "[]";
const REFUSED_AS = { status: 400, error: "INVALID_BODY" } as const;

/** Whether a form would take what a visitor posts, by how it refuses what nobody could send. */
export async function trialFinding(url: string): Promise<Finding> {
  const asked = await ask(undefined, async ({ abortSignal }) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: NO_MESSAGE,
      redirect: "manual",
      signal: abortSignal,
    });
    return { status: response.status, error: parseJsonObject(await response.text())?.error };
  });
  if (!asked.answered) return notSeen("form", `Whether ${url} takes what visitors send`, asked);
  const { status, error } = asked.value;
  if (status === REFUSED_AS.status && error === REFUSED_AS.error)
    return ok("form", `${url} takes what visitors send.`);
  return error === "FORBIDDEN"
    ? failure(
        "form",
        `${url} refuses every message: REQUIRE_EDGE is on, and nothing came with a secret of EDGE_SECRET.`,
        "Say where your site posts (--url URL). If that is it, deploy again, so that CloudFront sends the secret that the function takes; without CloudFront, set REQUIRE_EDGE to false.",
      )
    : failure(
        "form",
        `${url} answers a trial with ${status} instead of ${REFUSED_AS.status} ${REFUSED_AS.error}: visitors are refused likewise.`,
        "See what stands in front of it (CloudFront, WAF, API Gateway), and what the function's log says.",
      );
}
