import { globSync } from "node:fs";
import { fastFiles } from "../../test/support/fast-files.ts";
import type { Room } from "./rooms.ts";

/** The files of a room, as they are now. */
export interface RoomFiles {
  readonly name: string;
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

const FAST = new Set(fastFiles());

/**
 * The tests are those that need no server, as each of them runs once for every mutant that it reaches.
 * @throws RangeError for a glob that no file matches: the room moved, and nothing would be tested.
 */
export function filesOf({ name, mutate, tests }: Room): RoomFiles {
  return {
    name,
    mutate: filesAt(name, mutate, () => true),
    tests: filesAt(name, tests, (file) => FAST.has(file)),
  };
}

/**
 * The rooms to run, with the files to change in each.
 * @param wanted names of rooms, or files in them. Empty: all rooms.
 * @throws RangeError for one that is neither.
 */
export function chosenRooms(rooms: readonly Room[], wanted: readonly string[]): readonly RoomFiles[] {
  const all = rooms.map(filesOf);
  const isKnown = (each: string) => all.some(({ name, mutate }) => name === each || mutate.includes(each));
  const unknown = wanted.filter((each) => !isKnown(each));
  if (unknown.length > 0) {
    const names = all.map(({ name }) => name).join(", ");
    throw new RangeError(
      `Not a room, and not a file in one: ${unknown.join(", ")}. The rooms are ${names}; their files stand in scripts/mutation/rooms.ts.`,
    );
  }
  if (wanted.length === 0) return all;
  return all
    .map((room) => ({
      ...room,
      mutate: wanted.includes(room.name) ? room.mutate : room.mutate.filter((file) => wanted.includes(file)),
    }))
    .filter(({ mutate }) => mutate.length > 0);
}

function filesAt(
  room: string,
  globs: readonly string[],
  isFit: (file: string) => boolean,
): readonly string[] {
  const found = globs.map((glob) => [glob, globSync(glob).filter(isFit)] as const);
  const empty = found.filter(([, files]) => files.length === 0).map(([glob]) => glob);
  if (empty.length > 0) {
    throw new RangeError(
      `The room ${room} has no file at ${empty.join(", ")}. Write in scripts/mutation/rooms.ts where it is now.`,
    );
  }
  return found.flatMap(([, files]) => files).toSorted();
}
