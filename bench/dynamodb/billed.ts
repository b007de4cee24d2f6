import type { Wire } from "./wire.ts";

/** `1.8 UpdateItem + 1 PutItem`, or `0`. */
export interface Billed {
  readonly writes: string;
  readonly reads: string;
}

const READS = ["GetItem", "Query", "Scan"];

/** What went over the wire since it was last asked, per decision. A failed conditional write counts: it is billed. */
export function billed(wire: Wire, decisions = 1): Billed {
  const operations = wire.operations();
  const isRead = (operation: string) => READS.includes(operation);
  return {
    writes: written(
      operations.filter((operation) => !isRead(operation)),
      decisions,
    ),
    reads: written(operations.filter(isRead), decisions),
  };
}

function written(operations: readonly string[], decisions: number): string {
  const kinds = Map.groupBy(operations, (operation) => operation);
  return [...kinds].map(([kind, of]) => `${of.length / decisions} ${kind}`).join(" + ") || "0";
}
