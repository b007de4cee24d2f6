import { type Check, passed, refuse } from "../gate/check.ts";
import { isUnavailable } from "../gate/is-unavailable.ts";
import { onceIn } from "../gate/reading.ts";
import { DAY_MS, dayOf, secondsUntilNextDay } from "../limits/day.ts";
import type { MailDay, MailEventStore } from "../stores/mail-event-store.ts";

export interface BreakerLimits {
  /** Of the mails of two days, in percent with at most three decimals. Undefined: however many. */
  readonly maxBouncePercent?: number | undefined;
  readonly maxComplaintPercent?: number | undefined;
  /** Of fewer mails no rate is made. Default 50. */
  readonly minimumSent?: number;
}

/** Of fewer mails, a single typo would be more than 2 %. */
const MINIMUM_SENT = 50;
/** Fewer are somebody's typing mistakes. */
const MINIMUM_BOUNCES = 3;
/** Not one: else a single stranger could sign up, complain, and have ended everybody's sign-ups. */
const MINIMUM_COMPLAINTS = 2;

/** Whether so many mails came back that no further one should go out. */
export function isTooMuch({ sent, bounced, complained }: MailDay, limits: BreakerLimits): boolean {
  const { maxBouncePercent = 100, maxComplaintPercent = 100, minimumSent = MINIMUM_SENT } = limits;
  // In whole numbers: a limit of 0.1 is no exact one in binary.
  const isAbove = (count: number, percent: number) => count * 100_000 > Math.round(percent * 1_000) * sent;
  return (
    sent >= minimumSent &&
    ((bounced >= MINIMUM_BOUNCES && isAbove(bounced, maxBouncePercent)) ||
      (complained >= MINIMUM_COMPLAINTS && isAbove(complained, maxComplaintPercent)))
  );
}

export const sum = (days: readonly MailDay[]): MailDay => ({
  sent: days.reduce((total, { sent }) => total + sent, 0),
  bounced: days.reduce((total, { bounced }) => total + bounced, 0),
  complained: days.reduce((total, { complained }) => total + complained, 0),
});

export interface SendingBreakerOptions extends BreakerLimits {
  readonly events: Pick<MailEventStore, "read">;
}

/**
 * Refuses what would have a mail sent to a stranger, while too many of those of today and yesterday came back. It closes by
 * itself, when those days have passed. Reads once a minute for all who ask, and goes on while it cannot read.
 */
export function sendingBreaker(options: SendingBreakerOptions): Check<unknown, void, "SENDING_PAUSED"> {
  const { events, ...limits } = options;
  const recent = onceIn(READING_IS_GOOD_MS, recentOf(events));
  return {
    name: "sending-breaker",
    run: async (_, at) => {
      try {
        const { today, yesterday } = await recent(at);
        if (!isTooMuch(sum([today, yesterday]), limits)) return passed;
        // What is today's now is yesterday's tomorrow.
        const midnights = isTooMuch(today, limits) ? 2 : 1;
        return refuse("SENDING_PAUSED", { retryAfterSeconds: secondsUntilNextDay(at.nowMs, midnights) });
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        return { ...passed, degraded: NOT_WATCHED, error };
      }
    },
  };
}

const NOT_WATCHED = "the counts of bounces and complaints are out of reach: nobody watches their rate";

const READING_IS_GOOD_MS = 60_000;

/** Today's counts, and yesterday's. */
const recentOf =
  ({ read }: Pick<MailEventStore, "read">) =>
  async (nowMs: number): Promise<{ readonly today: MailDay; readonly yesterday: MailDay }> => {
    const [today, yesterday] = await Promise.all([read(dayOf(nowMs)), read(dayOf(nowMs - DAY_MS))]);
    return { today, yesterday };
  };
