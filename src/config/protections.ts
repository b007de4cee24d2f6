/** A function that has protections to switch on. */
export type ProtectedFunction = "contact" | "deliver" | "signup" | "sms";

/** A protection of money or of messages, which the stack and `npm start` switch on. */
export interface Protection {
  /** The check of `postern doctor` that tells whether it is on. */
  readonly check: string;
  /** What it is, as documents and the doctor call it. */
  readonly title: string;
  readonly protectsFrom: string;
  /** What it means when it is off. */
  readonly whenOff: string;
  /** The functions that have it, each with its setting. A function with no such setting does not have it. */
  readonly settings: Readonly<Partial<Record<ProtectedFunction, string>>>;
  /** The parameter of the stack that sets all of them. */
  readonly parameter: string;
  /** What they are set to by the stack and by `npm start`. */
  readonly value: string;
  /** Of the policy that gives a role the rights for it, where it needs any: says why they are there. */
  readonly policy: string;
}

/**
 * One register for the stack, `npm start`, the doctor and docs/why.md. A function by itself has all of them off: it does what its
 * first paragraph says, with the rights named there.
 */
export const PROTECTIONS = {
  controls: {
    check: "controls",
    title: "the switches",
    protectsFrom: "an attack that you have to stop by hand",
    whenOff: "postern pause and postern block stop nothing",
    settings: { contact: "CONTROLS", sms: "CONTROLS", signup: "CONTROLS" },
    parameter: "Controls",
    value: "true",
    policy: "ToHonourPauseAndBlock",
  },
  hold: {
    check: "hold",
    title: "the hold",
    protectsFrom: "losing the message of a person who was taken for a bot",
    whenOff: "a message that the honeypot or a block refuses is lost",
    settings: { contact: "HOLD_REFUSED_DAYS" },
    parameter: "HoldRefusedDays",
    value: "14",
    policy: "ToHoldRefusedMessages",
  },
  deduplication: {
    check: "deduplication",
    title: "the deduplication",
    protectsFrom: "the same message again and again",
    whenOff: "a message that is posted twice is sent twice",
    settings: { contact: "DEDUPLICATION_WINDOW_SECONDS" },
    parameter: "DeduplicationWindowSeconds",
    value: "600",
    policy: "ToSendTheSameMessageOnce",
  },
  // Below the 5 % of bounces at which AWS reviews an account, and the 0.1 % of complaints.
  bounces: {
    check: "bounce-limit",
    title: "the limit on bounces",
    protectsFrom: "so many bad addresses that AWS stops all your mail",
    whenOff: "bounces stop no sign-up, and AWS may stop all your mail",
    settings: { signup: "MAX_BOUNCE_PERCENT" },
    parameter: "MaxBouncePercent",
    value: "4",
    policy: "ToStopAtTooManyBounces",
  },
  complaints: {
    check: "complaint-limit",
    title: "the limit on complaints",
    protectsFrom: "so many complaints that AWS stops all your mail",
    whenOff: "complaints stop no sign-up, and AWS may stop all your mail",
    settings: { signup: "MAX_COMPLAINT_PERCENT" },
    parameter: "MaxComplaintPercent",
    value: "0.1",
    policy: "ToStopAtTooManyComplaints",
  },
  mailSpend: {
    check: "mail-spend-limit",
    title: "the ceiling on mails",
    protectsFrom: "mails that cost more than you allow",
    whenOff: "nothing limits the money that mails cost",
    settings: {
      contact: "DAILY_SPEND_LIMIT_USD",
      signup: "DAILY_SPEND_LIMIT_USD",
      deliver: "DAILY_SPEND_LIMIT_USD",
    },
    parameter: "MailSpendLimitUsd",
    // 3,125 mails a day of each function.
    value: "0.5",
    policy: "ToLimitTheMoneyForMails",
  },
  textSpend: {
    check: "text-spend-limit",
    title: "the ceiling on texts",
    protectsFrom: "texts that cost more than you allow",
    whenOff: "nothing limits the money that texts cost",
    settings: { sms: "DAILY_SPEND_LIMIT_USD", deliver: "TEXT_DAILY_SPEND_LIMIT_USD" },
    parameter: "DailySpendLimitUsd",
    value: "5",
    policy: "ToLimitTheMoneyForTexts",
  },
} as const satisfies Readonly<Record<string, Protection>>;

export type ProtectionName = keyof typeof PROTECTIONS;

const ALL: readonly Protection[] = Object.values(PROTECTIONS);

/** What `npm start` sets for a function, unless a person says otherwise. */
export const protectingSettings = (name: ProtectedFunction): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ALL.flatMap(({ settings, value }) => {
      const setting = settings[name];
      return setting === undefined ? [] : [[setting, value]];
    }),
  );

/** What the stack sets, by parameter. */
export const PROTECTING_PARAMETERS: Readonly<Record<string, string>> = Object.fromEntries(
  ALL.map(({ parameter, value }) => [parameter, value]),
);
