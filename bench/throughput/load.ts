import type { Children } from "../children.ts";

/** One request, fired again and again. */
export interface Shot {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
}

export const CONNECTIONS = 50;

/** What the process that fires is told. */
export interface BurstOrder extends Pick<Shot, "headers" | "body"> {
  readonly url: string;
  readonly requests: number;
}

export interface BurstReport {
  /** From the first connection to the last answer. */
  readonly seconds: number;
  /** Broken connections and time-outs. */
  readonly errors: number;
  /** By status. */
  readonly answers: Readonly<Record<string, number>>;
}

export interface Load {
  /**
   * Fires so many requests, from autocannon in a process of its own.
   * @returns the seconds until all were answered.
   * @throws when anything but the expected status came back: the speed of errors is not worth knowing.
   */
  burst(url: string, shot: Shot, requests: number): Promise<number>;
}

export async function startLoad(children: Children): Promise<Load> {
  const firing = await children.ask("../throughput/bursts.ts");
  return {
    burst: async (url, { headers, body, status }, requests) => {
      const order: BurstOrder = { url, headers, body, requests };
      const { seconds, errors, answers } = (await firing(order)) as BurstReport;
      if (errors > 0 || answers[status] !== requests) {
        throw new Error(
          `expected ${requests} answers ${status}, got ${errors} errors and ${JSON.stringify(answers)}`,
        );
      }
      return seconds;
    },
  };
}
