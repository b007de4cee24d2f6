import { type Check, refuse } from "../gate/check.ts";
import { concludeDecision } from "../gate/conclude.ts";
import { gate } from "../gate/gate.ts";
import type { Refused } from "../gate/trail.ts";
import { decodeUtf8 } from "../http/body.ts";
import { type Incoming, postOnly, size } from "../http/checks.ts";
import type { HttpFeature } from "../http/feature.ts";
import { parseJsonObject } from "../http/json-object.ts";
import { type HttpResponse, json, jsonText } from "../http/message.ts";
import { quotaHeaders, usageBroken, usageRefusal } from "./answers.ts";
import { apiKeyOf } from "./api-key-header.ts";
import type { Client, UsageReason } from "./usage-plan.ts";

export interface FormSubmitOptions {
  /** Judges the caller's key, as `usagePlan` does. Leave it out where API Gateway has judged already. */
  readonly usagePlan?: Check<{ readonly apiKey: string | undefined }, Judged, UsageReason> | undefined;
}

interface WithKey extends Incoming {
  readonly apiKey: string | undefined;
}

const MAX_BODY_BYTES = 256 * 1_024;

/** The endpoint for partners: takes a JSON object and gives it back with the time. */
export function formSubmit({ usagePlan = judgedByGateway }: FormSubmitOptions): HttpFeature {
  const partners = gate<WithKey>("formsubmit")
    .check(postOnly)
    .check(size(MAX_BODY_BYTES))
    .check(usagePlan)
    .check(body);

  return {
    handle: async (request, at) => {
      const input = { request, apiKey: apiKeyOf(request) };
      const { ended, conclusion } = await concludeDecision(partners, input, at, ANSWERED);
      if (ended.as === "done") return { response: answerTo(ended.value, at.nowMs), conclusion };
      if (ended.as === "refused") return { response: refusal(ended.refusal), conclusion };
      return { response: usageBroken, conclusion };
    },
  };
}

const ANSWERED = { outcome: "answered", reason: "ANSWERED" } as const;

type Passed = Judged & { readonly submitted: Submitted };

function answerTo({ submitted, client }: Passed, nowMs: number): HttpResponse {
  const text = withTimestamp(submitted, Math.floor(nowMs / 1_000));
  return jsonText(200, text, client ? quotaHeaders(client) : {});
}

/** A JSON object, as it was written and as it was read. */
interface Submitted {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The caller's own text with one member more: written out again, a number of 20 digits would be another number. That happens
 * only where there is a `timestamp` to replace.
 */
function withTimestamp({ text, data }: Submitted, timestamp: number): string {
  if (Object.hasOwn(data, "timestamp")) return JSON.stringify({ ...data, timestamp });
  const members = text.trim().slice(1, -1).trim();
  return `{${members}${members === "" ? "" : ","}"timestamp":${timestamp}}`;
}

type Judged = { readonly client: Client | undefined };

/** Where a REST API's usage plan stands in front, whoever gets here has been judged. */
const judgedByGateway: Check<object, Judged, UsageReason> = {
  name: "usage-plan",
  run: () => ({ ok: true, adds: { client: undefined }, notes: { judgedBy: "gateway" } }),
};

/** Whatever the Content-Type says: curl names a form by default, and a page of another origin cannot send a key unasked. */
const body: Check<Incoming, { readonly submitted: Submitted }, "INVALID_BODY"> = {
  name: "body",
  run: ({ request }) => {
    const text = request.body === "undecodable" ? undefined : decodeUtf8(request.body);
    const data = text === undefined ? undefined : parseJsonObject(text);
    return text !== undefined && data
      ? { ok: true, adds: { submitted: { text, data } } }
      : refuse("INVALID_BODY");
  },
};

type OwnReason = "METHOD_NOT_ALLOWED" | "BODY_TOO_LARGE" | "INVALID_BODY";

const ANSWERS: Readonly<Record<OwnReason, { readonly status: number; readonly message: string }>> = {
  METHOD_NOT_ALLOWED: { status: 405, message: "Use POST." },
  BODY_TOO_LARGE: { status: 413, message: "The body is too large." },
  INVALID_BODY: { status: 400, message: "The body must be a JSON object, in UTF-8." },
};

function refusal(refused: Refused<UsageReason | OwnReason>): HttpResponse {
  const { reason } = refused;
  if (isUsageReason(reason)) return usageRefusal({ ...refused, reason });
  const { status, message } = ANSWERS[reason];
  const headers = reason === "METHOD_NOT_ALLOWED" ? { allow: "POST" } : {};
  return json(status, { success: false, error: reason, message }, headers);
}

const isUsageReason = (reason: string): reason is UsageReason => !Object.hasOwn(ANSWERS, reason);
