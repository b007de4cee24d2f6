import { arn } from "./arn.ts";

/** What each setting's secret holds at the start. Locally these protect nothing. */
const AT_THE_START: Readonly<Record<string, string>> = {
  CLICKSEND_SECRET_ARN: JSON.stringify({ username: "local", api_key: "local" }),
  PHONE_HASH_SECRET_ARN: "a local key of phone numbers",
  EMAIL_HASH_SECRET_ARN: "a local key of e-mail addresses",
};

export interface SecretVersion {
  readonly id: string;
  readonly text: string;
  readonly createdAtMs: number;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly current: SecretVersion;
  readonly previous?: SecretVersion;
}

/** The secrets of the account. */
export interface Secrets {
  /** @param id Name, ARN, or ARN without the six characters at its end. */
  find(id: string): Secret | undefined;
  /** Makes a version current, and what was current previous. */
  replace(secret: Secret, version: SecretVersion): void;
}

interface Naming {
  /** Names or ARNs that the functions were given under a setting's name. */
  readonly valuesOf: (setting: string) => readonly string[];
  readonly region: string;
  readonly nowMs: () => number;
  readonly newId: () => string;
}

/** The secrets that the functions' settings name. */
export function createSecrets({ valuesOf, region, nowMs, newId }: Naming): Secrets {
  const byArn = new Map<string, Secret>();
  for (const [setting, text] of Object.entries(AT_THE_START)) {
    for (const nameOrArn of valuesOf(setting)) {
      const identity = identityOf(nameOrArn, region);
      byArn.set(identity.arn, { ...identity, current: { id: newId(), text, createdAtMs: nowMs() } });
    }
  }
  return {
    find: (id) =>
      [...byArn.values()].find(({ name, arn }) => [name, arn, arn.replace(/-\w{6}$/, "")].includes(id)),
    replace: (secret, version) =>
      void byArn.set(secret.arn, { ...secret, current: version, previous: secret.current }),
  };
}

function identityOf(nameOrArn: string, region: string): Pick<Secret, "name" | "arn"> {
  const name = /^arn:[^:]+:secretsmanager:[^:]*:\d*:secret:(?<name>.+)$/.exec(nameOrArn)?.groups?.name;
  return name === undefined
    ? { name: nameOrArn, arn: arn("secretsmanager", region, `secret:${nameOrArn}-local0`) }
    : { name, arn: nameOrArn };
}
