/** What of an error may stand in a log. */
export interface LoggedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly cause?: LoggedError;
}

const MAX_MESSAGE_CHARACTERS = 300;
const MAX_CAUSES = 4;

/**
 * Providers put addresses into their messages ("Email address is not verified: …"), and the rest of the message
 * is what the owner needs to mend it. So messages are kept, and what looks like an e-mail address, a phone number,
 * an IP address or a key is not.
 */
export function redact(text: string): string {
  return (
    text
      .slice(0, 4 * MAX_MESSAGE_CHARACTERS)
      .replaceAll(/[^\s@<>",;:()]{1,64}@[^\s@<>"',;:()]{1,253}/g, "[address]")
      .replaceAll(/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, "[ip]")
      .replaceAll(/(?<![\w:])(?:[0-9a-f]{0,4}:){2,8}[0-9a-f]{0,4}(?![\w:])/gi, "[ip]")
      // The shortest numbers that take texts have seven digits; so few are a number only after a plus sign.
      .replaceAll(/(?:\+\d[\d\s().-]{5,}|\d[\d\s().-]{7,})\d/g, "[number]")
      .replaceAll(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, "[key]")
      .replaceAll(/[A-Za-z0-9+/_-]{40,}/g, "[key]")
      .slice(0, MAX_MESSAGE_CHARACTERS)
  );
}

export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { name: "NotAnError", message: redact(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: redact(error.message),
    ...(typeof code === "string" && { code: redact(code) }),
    ...(error.cause !== undefined && depth < MAX_CAUSES && { cause: loggedError(error.cause, depth + 1) }),
  };
}
