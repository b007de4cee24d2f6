import { DOCTOR, PROBE_HEADER } from "../../http/probe.ts";
import { ask, notSeen } from "./ask.ts";
import { type Finding, failure, ok } from "./finding.ts";

/**
 * Whether a browser would let a page of that origin post: by the origin, and by `content-type`, which JSON needs. For the method
 * POST browsers want no leave, whatever Access-Control-Allow-Methods says.
 */
export async function preflightFinding(url: string, origin: string): Promise<Finding> {
  const asked = await ask(undefined, ({ abortSignal }) =>
    fetch(url, {
      method: "OPTIONS",
      headers: {
        origin,
        [PROBE_HEADER]: DOCTOR,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
      // A browser does not follow one either.
      redirect: "manual",
      signal: abortSignal,
    }),
  );
  if (!asked.answered) return notSeen("origin", `What ${url} answers pages of ${origin}`, asked);
  const { ok: isFine, status, headers } = asked.value;
  const blocked = `Browsers keep pages of ${origin} from posting to ${url}: it answers ${status} and does not allow`;
  if (!isFine || !mayRead(headers, origin)) return failure("origin", `${blocked} that origin.`, ALLOW_ORIGIN);
  return allowsContentType(headers)
    ? ok("origin", `Pages of ${origin} may post to ${url}.`)
    : failure("origin", `${blocked} the header content-type.`, ALLOW_HEADER);
}

/** Whether a browser shows an answer to a page of that origin. No page sends credentials here, so `*` means everybody. */
export function mayRead(headers: Headers, origin: string): boolean {
  const allowed = headers.get("access-control-allow-origin");
  return allowed === origin || allowed === "*";
}

function allowsContentType(headers: Headers): boolean {
  const names = headers.get("access-control-allow-headers")?.split(",") ?? [];
  return names.some((name) => ["content-type", "*"].includes(name.trim().toLowerCase()));
}

export const ALLOW_ORIGIN =
  "Deploy with this origin in ALLOWED_ORIGIN, and see that nothing in front takes away Origin or the answer's CORS headers.";
const ALLOW_HEADER =
  "The function allows it: see that nothing in front answers preflights itself or takes away Access-Control-Allow-Headers.";
