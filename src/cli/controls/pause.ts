import { switching } from "./switching.ts";

export const pause = switching({
  verb: "pause",
  did: "Paused",
  about: "Have contact, sms, signup or all of them refuse everything, with 503, until you resume it.",
  pausedSinceMs: (nowMs) => nowMs,
});
