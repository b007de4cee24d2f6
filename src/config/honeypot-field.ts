import { text } from "./text-kinds.ts";

/** A name that the form has a use for would make every message a bot's. */
export const honeypotField = text(
  "a name of at most 64 letters, digits, - and _, and not name, email or message",
  /^(?!(?:name|email|message)$)[A-Za-z][\w-]{0,63}$/,
);
