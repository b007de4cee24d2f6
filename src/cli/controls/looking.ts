import { controlsSchema } from "../../config/delivery.ts";
import { readSettings } from "../../config/setting.ts";
import { type Failure, failure, type Shell } from "../command.ts";
import { deployedName, suffixOf } from "../deployed-name.ts";
import type { FunctionName } from "../doctor/schemas.ts";
import { findService } from "../service.ts";
import { serviceTrouble } from "../service-trouble.ts";
import type { Staged } from "../stage.ts";
import type { Place, TableSetting } from "../table.ts";

/** Whether the deployed function looks at the switches that a command writes. */
export type Looking =
  | { readonly looks: true }
  /** `undefined`: it could not be asked. */
  | { readonly looks: false | undefined; readonly because: Failure };

interface Asking {
  readonly channel: Extract<FunctionName, "contact" | "sms" | "signup">;
  /** The setting that names the table of the channel. */
  readonly setting: TableSetting;
  readonly place: Place;
  readonly staged: Staged;
  readonly shell: Shell;
}

/** Asks Lambda for the settings of the function, as the doctor does. */
export async function askWhetherItLooks(asking: Asking, what: string): Promise<Looking> {
  const { channel, staged, shell } = asking;
  const service = await findService("LAMBDA", staged, shell);
  if (!service.ok) return { looks: undefined, because: service };
  const { connection, where } = service;
  const suffix = suffixOf(staged.stage);
  // With these comes a client of the AWS SDK that only they need.
  const { askForFunction } = await import("../doctor/functions.ts");
  const answer = await askForFunction(connection, channel, suffix);
  const name = deployedName(channel, suffix);
  if (!answer.answered) {
    const asked = { kind: "function", name, where, stage: staged.stage } as const;
    return { looks: undefined, because: serviceTrouble(answer.cause, asked) };
  }
  return judge(`The function ${name} ${where}`, answer.value.env, asking, what);
}

type Environment = Readonly<Record<string, string | undefined>>;

function judge(it: string, env: Environment, { setting, place, staged }: Asking, what: string): Looking {
  const not = (problem: string, remedy: string): Looking => ({
    looks: false,
    because: failure(`${it} ${problem}`, remedy),
  });
  const read = readSettings(controlsSchema, env);
  if (!read.ok) {
    const faults = read.faults.map((each) => `${each.setting} ${each.fault}.`);
    return not(`cannot start: ${faults.join(" ")}`, read.faults.map(({ remedy }) => remedy).join(" "));
  }
  if (!read.settings.CONTROLS) {
    const remedy =
      staged.stage === "local"
        ? "Set CONTROLS=true and start npm start again"
        : "Deploy with the parameter Controls=true";
    return not(`does not look ${what}: its setting CONTROLS is off.`, `${remedy}, then say this again.`);
  }
  const table = env[setting];
  return table === place.table
    ? { looks: true }
    : not(
        `looks at the table ${table ?? "(none)"}, and not at ${place.table}.`,
        table === undefined
          ? `Deploy it with ${setting}.`
          : `Set ${setting}=${table} for this command, as the function has it.`,
      );
}
