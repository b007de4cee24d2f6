import type { Conclusion } from "../gate/trail.ts";

/*
 * What the check `caller` leaves in a trail, and what can be read off it.
 */

type Trailed = Pick<Conclusion, "trail">;

/** The name of the check. */
export const CALLER = "caller";

/** The note of an address that the edge told. */
export const TOLD_BY_EDGE = { address: "edge" } as const;

export const NO_ADDRESS = "the event has no client address: all such requests share one limit";
export const UNREADABLE_ADDRESS = "the client's address cannot be read: all such requests share one limit";
export const NO_VIEWER_ADDRESS =
  "CloudFront sends no CloudFront-Viewer-Address: visitors behind one of its addresses share a limit";

/**
 * Whether a caller was counted by the address of the connection, as the framework sees it: only then does it matter which proxies
 * that one trusts.
 */
export const countsConnections = ({ trail }: Trailed): boolean =>
  trail.some(({ check, notes }) => check === CALLER && notes?.address !== TOLD_BY_EDGE.address);

export const hasNoAddress = ({ trail }: Trailed): boolean =>
  trail.some(({ check, degraded }) => check === CALLER && degraded === NO_ADDRESS);

/**
 * What the address looked like under which no caller could be counted; undefined when it could be read, or there was none. The
 * form alone: it goes to a log.
 */
export const unreadableAddress = ({ trail }: Trailed): string | undefined =>
  trail.find(({ check }) => check === CALLER)?.notes?.addressForm?.toString();
