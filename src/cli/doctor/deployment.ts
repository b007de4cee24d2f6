import type { AwsConnection } from "../../aws/connection.ts";
import type { AwsService } from "../../config/aws.ts";
import type { Suffix } from "../deployed-name.ts";
import type { Stage } from "../stage.ts";
import type { FunctionName, SettingsOf } from "./schemas.ts";

export interface DeployedFunction {
  readonly arn: string;
  readonly lastModifiedMs: number;
}

/** What is known of a stage once its functions have been found: where every other look begins. */
export interface Deployment {
  readonly stage: Stage;
  readonly suffix: Suffix;
  readonly region: string;
  readonly functions: Readonly<Partial<Record<FunctionName, DeployedFunction>>>;
  /** Of those functions whose settings make sense. */
  readonly settings: Readonly<Partial<SettingsOf>>;
  /** Surely not there; one that could not be asked for is neither here nor among the functions. */
  readonly absent: readonly FunctionName[];
  /** Where the functions themselves find a service: on this machine or at AWS. */
  readonly connection: (service: AwsService) => AwsConnection;
  /** Default: those of the machine. */
  readonly nameServers: readonly string[] | undefined;
  /** Where the forms are, without a slash at the end. Absent: at the API's own address. */
  readonly url: string | undefined;
  /** Where `npm run build` leaves a folder for each function. */
  readonly bundlesFolder: string;
  readonly nowMs: number;
}

/** What a function has under a setting, if it has it. */
export type Holding<T> = readonly [FunctionName, T | undefined];

/** A value of a setting, and which functions have it. */
export interface Held<T> {
  readonly value: T;
  readonly by: readonly FunctionName[];
}

/** Each value once: functions share their tables, secrets and senders. */
export function distinct<T>(holdings: readonly Holding<T>[]): readonly Held<T>[] {
  const values = new Map<T, FunctionName[]>();
  for (const [name, value] of holdings) {
    if (value !== undefined) values.set(value, [...(values.get(value) ?? []), name]);
  }
  return [...values].map(([value, by]) => ({ value, by }));
}

/** `FROM_EMAIL (contact, signup)`. */
export const called = (setting: string, by: readonly FunctionName[]) => `${setting} (${by.join(", ")})`;
