import type { CfnWebACL } from "aws-cdk-lib/aws-wafv2";

/** How long WAF looks back, and so how long who sent too much may have to wait. */
export const WINDOW_SECONDS = 300;

/** In the shape of the functions' answers, so that the page's script can say what happened. */
const ANSWERS = {
  "too-many": {
    success: false,
    error: "RATE_LIMITED",
    message: "Too many requests came from your network. Please try again in five minutes.",
    retryAfterSeconds: WINDOW_SECONDS,
  },
  "too-large": { success: false, error: "BODY_TOO_LARGE", message: "The message is too large." },
  // Not FORBIDDEN: that is the functions' word for what came past the edge, and another thing to mend.
  forbidden: { success: false, error: "BLOCKED", message: "This request is not allowed." },
};

export const customResponseBodies = Object.fromEntries(
  Object.entries(ANSWERS).map(([key, answer]) => [
    key,
    { contentType: "APPLICATION_JSON", content: JSON.stringify(answer) },
  ]),
);

/** What WAF answers instead of its own page. AWS's managed rules keep theirs, a 403. */
export const refusal = (
  answer: keyof typeof ANSWERS,
  responseCode: number,
): CfnWebACL.BlockActionProperty => ({
  customResponse: {
    responseCode,
    customResponseBodyKey: answer,
    ...(responseCode === 429 && {
      responseHeaders: [{ name: "retry-after", value: String(WINDOW_SECONDS) }],
    }),
  },
});
