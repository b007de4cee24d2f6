import { agreement } from "./agreement.ts";
import { alerts } from "./alerts.ts";
import { apiKeys } from "./api-keys.ts";
import { bundle } from "./bundle.ts";
import { clickSend } from "./clicksend.ts";
import { heldMessages } from "./held.ts";
import { numberingPlans } from "./numbering-plans.ts";
import { origins } from "./origins.ts";
import { protections } from "./protections.ts";
import { queues } from "./queues.ts";
import { sender } from "./sender.ts";
import { sesAccount } from "./ses-account.ts";
import { snsAccount } from "./sns-account.ts";
import type { Subject } from "./subject.ts";
import { switches } from "./switches.ts";
import { tableKeys } from "./table-keys.ts";
import { tables } from "./tables.ts";

/** All that is looked at once the functions are known, in the order in which it is told. */
export const SUBJECTS: readonly Subject[] = [
  agreement,
  protections,
  sesAccount,
  sender,
  clickSend,
  snsAccount,
  numberingPlans,
  tables,
  queues,
  switches,
  heldMessages,
  origins,
  apiKeys,
  tableKeys,
  alerts,
  bundle,
];
