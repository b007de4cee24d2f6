import { readSettings } from "../../config/setting.ts";
import { textSpendSchema } from "../../config/spend.ts";
import type { AmountsByCode } from "../../spend/destination.ts";
import { type Failure, failure, type Shell } from "../command.ts";

const SCHEMA = { SMS_PRICES_USD: textSpendSchema.SMS_PRICES_USD } as const;

/** What SMS_PRICES_USD says in the environment of whoever types the command. */
export function yourPrices({
  env,
}: Shell): { readonly ok: true; readonly yours: AmountsByCode | undefined } | Failure {
  const read = readSettings(SCHEMA, env);
  if (read.ok) return { ok: true, yours: read.settings.SMS_PRICES_USD };
  const [fault] = read.faults;
  return failure(`SMS_PRICES_USD ${fault?.fault}.`, fault?.remedy ?? "");
}
