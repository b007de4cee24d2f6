import type { Check } from "../gate/check.ts";
import { ceiling, type SpendReason } from "../spend/ceiling.ts";
import { mailCharge } from "../spend/charges.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import type { SpendStore } from "../stores/spend-store.ts";

interface SpendStores {
  readonly spend: SpendStore;
  readonly claims: ClaimStore;
}

/** The ceiling on what the mails of a day cost. */
export const mailCeiling = (
  limitMicroUsd: number,
  { spend, claims }: SpendStores,
): Check<unknown, void, SpendReason> =>
  ceiling({ store: spend, claims, chargeOf: mailCharge(limitMicroUsd) }).check;
