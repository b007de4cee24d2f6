import type { Check } from "../gate/check.ts";
import type { ControlStore } from "../stores/control-store.ts";
import { lazyCheck } from "./lazy-check.ts";

/** Honours `postern pause`, where that is switched on. */
export function paused(
  isSwitchedOn: boolean,
  controls: Pick<ControlStore, "read">,
): Check<unknown, void, "SERVICE_PAUSED"> | undefined {
  if (!isSwitchedOn) return undefined;
  return lazyCheck("paused", async () => {
    const [{ cachedControls }, { notPaused }] = await Promise.all([
      import("../controls/cached-controls.ts"),
      import("../controls/checks.ts"),
    ]);
    return notPaused(cachedControls(controls));
  });
}
