import { LEASE_MS, MEMORY_MS, type Step } from "./once-schedules.ts";

const by =
  (does: Step["does"]) =>
  (who: Step["who"], jumpMs = 0, besideMs = 0): Step => ({ does, who, jumpMs, besideMs });
const [claim, finish, release] = [by("claim"), by("finish"), by("release")];

/** For each clause of the conditions a schedule that is answered otherwise without it, and for each end one beside it. */
export const CHOSEN_WORK: Readonly<Record<string, readonly Step[]>> = {
  "a lease ends to the millisecond": [
    ...[claim("first"), claim("second", LEASE_MS, -1), claim("second", 0, 1), claim("first")],
  ],
  "what is done is forgotten to the millisecond": [
    ...[finish("first"), claim("second", MEMORY_MS, -1), claim("second", 0, 1), claim("first")],
  ],
  "what is released is free": [claim("first"), release("first"), claim("second"), claim("first")],
  "what is released is free for a clock that is behind": [
    ...[claim("first"), release("first"), claim("second", -LEASE_MS), claim("first")],
  ],
  "the claim of another is not released": [claim("first"), release("second"), claim("third")],
  "a second release takes nothing from another": [
    ...[claim("first"), release("first"), claim("second"), release("first"), claim("third")],
  ],
  "what is done is not released": [claim("first"), finish("first"), release("first"), claim("second")],
  "what is done late is done": [
    ...[claim("first"), claim("second", LEASE_MS), finish("first"), release("second"), claim("third")],
  ],
  "what is done has no lease": [claim("first"), finish("first"), claim("second", LEASE_MS, 1)],
};
