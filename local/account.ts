/*
 * The state of the account that everything here belongs to, as far as it decides whether mail and texts arrive.
 */

/** What a value may be, and what it is as long as nobody says otherwise. */
interface Member<T> {
  readonly healthy: T;
  readonly takes: (value: unknown) => value is T;
  /** For the error. */
  readonly shape: string;
}

const flag = (healthy: boolean): Member<boolean> => ({
  healthy,
  takes: (value) => typeof value === "boolean",
  shape: "true or false",
});

const amount = (healthy: number): Member<number> => ({
  healthy,
  takes: (value): value is number => typeof value === "number" && value >= 0 && Number.isFinite(value),
  shape: "a number from 0 on",
});

const oneOf = <T extends string>(healthy: T, ...others: T[]): Member<T> => {
  const choices: readonly unknown[] = [healthy, ...others];
  return {
    healthy,
    takes: (value): value is T => choices.includes(value),
    shape: `one of ${choices.join(", ")}`,
  };
};

const MEMBERS = {
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
    /** The subscription of the topic of alarms. */
    alerts: oneOf("confirmed", "pending", "none"),
  },
  clicksend: { balance: amount(100) },
  dynamodb: { ttl: flag(true) },
  apigateway: { keyWithoutPlan: flag(false), planReachable: flag(true) },
  dns: { dmarc: flag(true) },
};

type Members = typeof MEMBERS;
type Healthy<M> = M extends Member<infer T> ? T : never;
export type AccountState = {
  readonly [Part in keyof Members]: {
    readonly [Name in keyof Members[Part]]: Healthy<Members[Part][Name]>;
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
      const given = Object.entries(changes as Record<keyof Members, object>);
      const merged = given.map(([part, values]) => [part, { ...state[part as keyof Members], ...values }]);
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
    Object.entries(MEMBERS).map(([part, members]) => [
      part,
      Object.fromEntries(Object.entries(members).map(([name, member]) => [name, member.healthy])),
    ]),
  ) as AccountState;

function faultOf(changes: unknown): string | undefined {
  if (!isRecord(changes)) return 'Give a JSON object such as {"ses":{"production":false}}.';
  for (const [part, values] of Object.entries(changes)) {
    const members = memberOf<Readonly<Record<string, Member<unknown>>>>(MEMBERS, part);
    if (members === undefined)
      return `The account has no ${JSON.stringify(part)}: it has ${namesOf(MEMBERS)}.`;
    if (!isRecord(values)) return `${part} must be an object with some of ${namesOf(members)}.`;
    for (const [name, value] of Object.entries(values)) {
      const member = memberOf<Member<unknown>>(members, name);
      if (member === undefined) return `${part} has no ${JSON.stringify(name)}: it has ${namesOf(members)}.`;
      if (!member.takes(value))
        return `${part}.${name} cannot be ${JSON.stringify(value)}: it is ${member.shape}.`;
    }
  }
  return undefined;
}

const memberOf = <T>(record: object, name: string): T | undefined =>
  Object.hasOwn(record, name) ? (record as Record<string, T>)[name] : undefined;

const namesOf = (record: object) => Object.keys(record).join(", ");

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
