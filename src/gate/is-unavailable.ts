import type { Unavailable } from "./unavailable.ts";

/**
 * Whether a part outside could not be asked. By name, not by class: an app may hold two copies of this package, each with a
 * class of its own.
 */
export const isUnavailable = (error: unknown): error is Unavailable =>
  error instanceof Error && error.name === "Unavailable";
