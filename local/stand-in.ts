import type { Account } from "./account.ts";
import type { FaultMode } from "./faults.ts";
import type { Listening } from "./listen.ts";
import type { Outbox } from "./outbox.ts";
import type { Secrets } from "./secrets.ts";

/** A part of AWS, or of another provider, that the functions talk to over the wire. */
export interface StandIn {
  /** The setting that tells functions its address. */
  readonly endpointSetting: string;
  start(surroundings: Surroundings): Promise<Listening>;
}

export interface Surroundings {
  /** 0 unless a person chose one. */
  readonly port: number;
  /** What the functions were given under a setting's name: tables to create, senders that are verified. */
  readonly valuesOf: (setting: string) => readonly string[];
  readonly fault: () => FaultMode;
  /** The account that all parts belong to. */
  readonly account: Account;
  readonly outbox: Outbox;
  readonly secrets: Secrets;
  readonly region: string;
  readonly nowMs: () => number;
  /** Takes what is to happen when the clock was moved. Default: the clock never is. */
  readonly whenAdvanced?: (listener: (bySeconds: number) => Promise<void>) => void;
  readonly newId: () => string;
  /** Takes what SES publishes of mails that name a configuration set. Default: nobody listens. */
  readonly onMailEvent?: (event: object) => void;
  /** Takes what broke inside the stand-in. */
  readonly report: (error: unknown) => void;
}
