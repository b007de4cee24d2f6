import type { At } from "../gate/check.ts";
import { isUnavailable } from "../gate/is-unavailable.ts";
import { onceIn } from "../gate/reading.ts";
import type { Unavailable } from "../gate/unavailable.ts";
import type { ControlStore, Controls } from "../stores/control-store.ts";

/** The owner's switches, as this instance last saw them. */
export interface KnownControls extends Controls {
  /** Why they may be out of date: the store could not be asked again. */
  readonly trouble?: Unavailable | undefined;
}

export interface CachedControls {
  /** @throws Unavailable while no reading has ever come back. */
  read(at: Pick<At, "nowMs">): Promise<KnownControls>;
}

/** Half of the minute within which a switch takes effect: what is read may be a moment old by itself. */
const READING_IS_GOOD_MS = 30_000;

/** Reads the switches once in 30 seconds for all who ask. When they cannot be read again, what was known stays in force. */
export function cachedControls(store: Pick<ControlStore, "read">): CachedControls {
  let known: Controls | undefined;
  const read = async (): Promise<KnownControls> => {
    try {
      known = await store.read();
      return known;
    } catch (error) {
      if (known === undefined || !isUnavailable(error)) throw error;
      return { ...known, trouble: error };
    }
  };
  return { read: onceIn(READING_IS_GOOD_MS, read) };
}
