import type { SpendEntry } from "../../../src/stores/spend-store.ts";
import type { SpendSchedule, Step } from "./spend-schedules.ts";

type Account = "total" | "country66" | "country1";
const entry = (account: Account, microUsd: number, limitMicroUsd?: number): SpendEntry => ({
  account,
  microUsd,
  limitMicroUsd,
});
const on =
  (does: Step["does"], day: Step["day"] = 1) =>
  (...entries: readonly SpendEntry[]): Step => ({ does, day, entries });
const [reserve, giveBack] = [on("reserve"), on("giveBack")];

/** For each clause of the conditions a schedule that is answered otherwise without it, and for each end one beside it. */
export const CHOSEN_SPENDING: Readonly<Record<string, SpendSchedule>> = {
  "a limit is reached and not passed": [
    ...[reserve(entry("total", 160, 165)), reserve(entry("total", 5, 165)), reserve(entry("total", 1, 165))],
    ...[reserve(entry("total", 0, 165)), reserve(entry("total", 0, 160)), reserve(entry("total", 1))],
  ],
  "each of two limits holds, in either order": [
    reserve(entry("country1", 5)),
    reserve(entry("total", 1, 160), entry("country1", 1, 5)),
    reserve(entry("country1", 1, 5), entry("total", 1, 160)),
    reserve(entry("country1", 1, 6), entry("total", 1, 160)),
  ],
  "a new account is no way around a limit": [
    reserve(entry("total", 5)),
    reserve(entry("total", 160, 160), entry("country66", 0, 5)),
    reserve(entry("country66", 0, 5), entry("total", 160, 160)),
  ],
  "an amount above its limit does not fit on a new day": [reserve(entry("total", 2, 1))],
  "all is given back, or nothing": [
    reserve(entry("total", 5)),
    giveBack(entry("country1", 0), entry("total", 1)),
    giveBack(entry("total", 1), entry("country1", 0)),
    giveBack(entry("total", 160)),
    giveBack(entry("total", 5)),
    giveBack(entry("total", 1)),
  ],
  "nothing is given back to a day that is not there": [
    on("giveBack", 2)(entry("total", 0)),
    on("reserve", 2)(entry("total", 1, 1)),
  ],
};
