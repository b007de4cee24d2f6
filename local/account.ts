/*
 * The state of the account that everything here belongs to, as far as it decides whether mail and texts arrive.
 */

/** One thing that is so or so with an account: what it may be, and what it is as long as nobody says otherwise. */
interface Aspect<T> {
  readonly healthy: T;
  readonly takes: (value: unknown) => value is T;
  /** For the error. */
  readonly shape: string;
}

const flag = (healthy: boolean): Aspect<boolean> => ({
  healthy,
  takes: (value) => typeof value === "boolean",
  shape: "true or false",
});

const amount = (healthy: number): Aspect<number> => ({
  healthy,
  takes: (value): value is number => typeof value === "number" && value >= 0 && Number.isFinite(value),
  shape: "a number from 0 on",
});

const oneOf = <T extends string>(healthy: T, ...others: T[]): Aspect<T> => {
  const choices: readonly unknown[] = [healthy, ...others];
  return {
    healthy,
    takes: (value): value is T => choices.includes(value),
    shape: `one of ${choices.join(", ")}`,
  };
};

const ASPECTS = {
  ses: {
    /** Out of the sandbox. */
    production: flag(true),
    sending: flag(true),
    enforcement: oneOf("HEALTHY", "PROBATION", "SHUTDOWN"),
    max24HourSend: amount(50_000),
    sentLast24Hours: amount(0),
    /** Of `FROM_EMAIL` and its domain. */
    verified: flag(true),
    dkim: oneOf("SUCCESS", "PENDING", "FAILED", "NOT_STARTED"),
    /** `TO_EMAIL` is on the suppression list. */
    suppressed: flag(false),
  },
  sns: {
    sandbox: flag(false),
    monthlySpendLimitUsd: amount(50),
    /** All numbers have said STOP. */
    optedOut: flag(false),
    /** The subscription of the topic of alarms. */
    alerts: oneOf("confirmed", "pending", "none"),
  },
  clicksend: { balance: amount(100) },
  dynamodb: { ttl: flag(true) },
  apigateway: { keyWithoutPlan: flag(false), planReachable: flag(true) },
  dns: { dmarc: flag(true) },
};

type Aspects = typeof ASPECTS;
type ValueOf<A> = A extends Aspect<infer T> ? T : never;
export type AccountState = {
  readonly [Part in keyof Aspects]: {
    readonly [Name in keyof Aspects[Part]]: ValueOf<Aspects[Part][Name]>;
  };
};

export interface Account {
  state(): AccountState;
  /** Takes a part of the state; all of it or nothing. Returns what is wrong with it, or undefined when it holds. */
  set(changes: unknown): string | undefined;
  /** Makes all of it healthy. */
  heal(): void;
}

export function createAccount(): Account {
  let state = healthy();
  return {
    state: () => state,
    set: (changes) => {
      const wrong = faultOf(changes);
      if (wrong !== undefined) return wrong;
      const given = Object.entries(changes as Record<keyof Aspects, object>);
      const merged = given.map(([part, values]) => [part, { ...state[part as keyof Aspects], ...values }]);
      state = { ...state, ...Object.fromEntries(merged) };
      return undefined;
    },
    heal: () => {
      state = healthy();
    },
  };
}

const healthy = () =>
  Object.fromEntries(
    Object.entries(ASPECTS).map(([part, aspects]) => [
      part,
      Object.fromEntries(Object.entries(aspects).map(([name, aspect]) => [name, aspect.healthy])),
    ]),
  ) as AccountState;

function faultOf(changes: unknown): string | undefined {
  if (!isRecord(changes)) return 'Give a JSON object such as {"ses":{"production":false}}.';
  for (const [part, values] of Object.entries(changes)) {
    const aspects = own<Readonly<Record<string, Aspect<unknown>>>>(ASPECTS, part);
    if (aspects === undefined)
      return `The account has no ${JSON.stringify(part)}: it has ${namesOf(ASPECTS)}.`;
    if (!isRecord(values)) return `${part} must be an object with some of ${namesOf(aspects)}.`;
    for (const [name, value] of Object.entries(values)) {
      const aspect = own<Aspect<unknown>>(aspects, name);
      if (aspect === undefined) return `${part} has no ${JSON.stringify(name)}: it has ${namesOf(aspects)}.`;
      if (!aspect.takes(value))
        return `${part}.${name} cannot be ${JSON.stringify(value)}: it is ${aspect.shape}.`;
    }
  }
  return undefined;
}

const own = <T>(record: object, name: string): T | undefined =>
  Object.hasOwn(record, name) ? (record as Record<string, T>)[name] : undefined;

const namesOf = (record: object) => Object.keys(record).join(", ");

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
