import { defineConfig } from "vitest/config";
import { ROOM_VARIABLE, ROOMS } from "./rooms.ts";

/** For Stryker alone: the tests of the room that it changes, and nothing else. */
const room = ROOMS.find(({ name }) => name === process.env[ROOM_VARIABLE]);
if (room === undefined)
  throw new RangeError(`${ROOM_VARIABLE} does not name a room of scripts/mutation/rooms.ts`);

export default defineConfig({ test: { include: [...room.tests], testTimeout: 60_000 } });
