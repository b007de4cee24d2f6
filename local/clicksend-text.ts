/** A member of `messages`, as it came. */
export type TextMessage = Readonly<Record<string, unknown>>;

/**
 * The status that ClickSend gives a message, inside a 200. It forgives spaces and national formats and guesses a
 * country; here that is refused, because a guess may reach a stranger.
 */
export function judgeText({ to, body, from }: TextMessage): string {
  if (typeof to !== "string" || typeof body !== "string") return "MISSING_REQUIRED_FIELDS";
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return "INVALID_RECIPIENT";
  if (body.trim() === "") return "EMPTY_MESSAGE";
  if (from !== undefined && !isSender(from)) return "INVALID_SENDER_ID";
  return "SUCCESS";
}

/** A number, or a name of at most 11 letters and digits. */
const isSender = (from: unknown) =>
  typeof from === "string" && /^(?:\+?\d{3,15}|[A-Za-z0-9 ]{1,11})$/.test(from);
