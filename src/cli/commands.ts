import { bounces } from "./bounces.ts";
import type { Group } from "./command.ts";
import { completion } from "./completion.ts";
import { block } from "./controls/block.ts";
import { controls } from "./controls/controls.ts";
import { pause } from "./controls/pause.ts";
import { resume } from "./controls/resume.ts";
import { unblock } from "./controls/unblock.ts";
import { dlq } from "./dlq/dlq.ts";
import { doctor } from "./doctor/doctor.ts";
import { keys } from "./keys/keys.ts";
import { erase } from "./messages/erase.ts";
import { held } from "./messages/held.ts";
import { messages } from "./messages/messages.ts";
import { plans } from "./plans.ts";
import { prices } from "./prices/prices.ts";
import { sendTest } from "./send-test/send-test.ts";
import { spend } from "./spend.ts";
import { tail } from "./tail/tail.ts";

/** Every command there is. */
export const postern: Group = {
  about: "Postern: what people do with a running system, here or at AWS.",
  commands: {
    ...{ doctor, keys, plans },
    ...{ pause, resume, block, unblock, controls },
    ...{ dlq, held, messages, erase, bounces, prices, spend },
    "send-test": sendTest,
    tail,
    completion: completion(() => postern),
  },
  examples: [
    "doctor",
    "keys create --plan demo --name partner",
    "pause all --stage prod",
    "held list --stage prod",
    "dlq replay --all",
  ],
};
