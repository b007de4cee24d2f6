import type { EmailVerdict, SendableAddress } from "../email/verdict.ts";
import type { At } from "../gate/check.ts";
import { conclude } from "../gate/conclude.ts";
import type { Outcome } from "../gate/gate.ts";
import { browserAccess } from "../http/browser-access.ts";
import type { HttpFeature } from "../http/feature.ts";
import type { HttpRequest } from "../http/message.ts";
import { withSpendCounts } from "../spend/warning.ts";
import { refusal, signedUp } from "./answers.ts";
import { type SignupGateOptions, signupGate } from "./signup-gate.ts";
import type { SignupData } from "./submission.ts";

/** Somebody who has passed the gate. */
export interface NewSignup {
  readonly address: SendableAddress;
  readonly verdict: EmailVerdict;
  /** The whole body as it came, `email` among it. Nobody has looked at the rest. */
  readonly data: SignupData;
}

export interface SignupOptions extends SignupGateOptions {
  /**
   * What a sign-up is good for: makes an account, sends a welcome mail. When it surely did not happen, the slots of the limits
   * are given back; whether the address is new is its business, and best not told.
   */
  readonly register: (signup: NewSignup, at: At) => Promise<Outcome<unknown>>;
  /** What the answer of success says. */
  readonly message?: string;
}

/** Sign-ups as a function from request to response, for whatever carries HTTP. */
export function signup(options: SignupOptions): HttpFeature {
  const { register, limitPerHour, message = "Thank you. You are signed up." } = options;
  const gate = signupGate(options);
  const policy = { name: "signup", quota: limitPerHour, windowSeconds: 3_600 };
  const browsers = browserAccess(options.allowedOrigins, policy);

  const respond = async (request: HttpRequest, at: At) => {
    const preflight = browsers.preflight(request);
    if (preflight) {
      const conclusion = { gate: gate.name, outcome: "answered", reason: "PREFLIGHT", trail: [] } as const;
      return { response: preflight, conclusion };
    }
    const { ended, conclusion } = await conclude(gate, { request }, at, (passed) => register(passed, at));
    const counted = withSpendCounts(conclusion);
    if (ended.as === "done") return { response: signedUp(message), conclusion: counted };
    const refused = ended.as === "refused" ? ended.refusal : { reason: ended.because };
    return { response: refusal(refused, policy), conclusion: counted };
  };

  return {
    handle: async (request, at) => {
      const { response, conclusion } = await respond(request, at);
      return { response: browsers.dressed(request, response), conclusion };
    },
  };
}
