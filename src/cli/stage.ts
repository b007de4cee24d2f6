import { parseEnv } from "node:util";
import { readSettings } from "../config/setting.ts";
import { type Failure, failure, misused, type Shell } from "./command.ts";
import { type CliSettings, cliSchema } from "./settings.ts";

const STAGES = ["local", "dev", "prod"] as const;
export type Stage = (typeof STAGES)[number];

/** For every command that works on a deployment. Local unless asked: a forgotten option must not change what is in use. */
export const stageOption = {
  stage: {
    type: "string",
    value: "STAGE",
    about: "local (the default: the running npm start), dev or prod (AWS, by its usual environment).",
  },
} as const;

export interface Staged {
  readonly ok: true;
  readonly stage: Stage;
  readonly settings: CliSettings;
}

/**
 * The stage that is meant and its settings. `npm start` reads the file `.env` beneath the environment, so a local command
 * does, too; a command for AWS does not: what is written there is meant for this machine.
 */
export function readStage(wanted: string | undefined, { env, readEnvFile }: Shell): Staged | Failure {
  const stage = STAGES.find((each) => each === (wanted ?? "local"));
  if (stage === undefined) {
    return misused(`There is no stage "${wanted}".`, `Choose one of ${STAGES.join(", ")}.`);
  }
  const read = readSettings(cliSchema, stage === "local" ? { ...parseEnv(readEnvFile()), ...env } : env);
  if (read.ok) return { ok: true, stage, settings: read.settings };
  const faults = read.faults.map(({ setting, fault }) => `${setting} ${fault}.`);
  return failure(faults.join(" "), read.faults.map(({ remedy }) => remedy).join(" "));
}
