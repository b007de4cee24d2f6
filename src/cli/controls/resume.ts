import { switching } from "./switching.ts";

export const resume = switching({
  verb: "resume",
  did: "Resumed",
  about: "End a pause of contact, sms, signup or all of them.",
  pausedSinceMs: () => undefined,
});
