import { command, type Failure, type Outcome, type Shell } from "../command.ts";
import { noDuration, parseDuration } from "../duration.ts";
import { findService, TIMEOUT_MS } from "../service.ts";
import { readStage, stageOption } from "../stage.ts";
import { decisionText } from "./decision.ts";
import { localDecisions } from "./local-decisions.ts";
import type { Source } from "./source.ts";

export const tail = command({
  about: "Show decisions as they come, until Ctrl-C; with --json each as one line of JSON.",
  options: {
    since: {
      type: "string",
      value: "TIME",
      about: "Begin with those of the last 30m, 2h, 1d. Default: with the next.",
    },
    for: { type: "string", value: "TIME", about: "End after 10m, 2h. Default: never." },
    json: { type: "boolean", about: "Print each as one line of JSON." },
    ...stageOption,
  },
  examples: ["tail --for 1m", "tail --since 1h --stage prod --for 10m"],
  run: async ({ since, for: length, json = false, stage: wanted }, shell) => {
    const sinceMs = since === undefined ? 0 : parseDuration(since);
    if (sinceMs === undefined) return noDuration("since", since ?? "");
    const forMs = length === undefined ? Number.POSITIVE_INFINITY : parseDuration(length);
    if (forMs === undefined) return noDuration("for", length ?? "");
    const staged = readStage(wanted, shell);
    if (!staged.ok) return staged;
    const { stage } = staged;
    const beganMs = shell.nowMs();

    if (stage === "local") {
      const url = `http://127.0.0.1:${staged.settings.PORT}`;
      const from = since === undefined ? undefined : beganMs - sinceMs;
      return follow(localDecisions(url, from, TIMEOUT_MS), beganMs + forMs, json, shell);
    }
    const service = await findService("CLOUDWATCH_LOGS", staged, shell);
    if (!service.ok) return service;
    const { loggedDecisions } = await import("./logged-decisions.ts");
    return follow(
      loggedDecisions(service, stage, beganMs - sinceMs, TIMEOUT_MS),
      beganMs + forMs,
      json,
      shell,
    );
  },
});

async function follow(source: Source, endMs: number, asJson: boolean, shell: Shell): Promise<Outcome> {
  try {
    for (;;) {
      const read = await source.next();
      if (isFailure(read)) return read;
      for (const decision of read) {
        shell.show(asJson ? JSON.stringify(decision) : decisionText(decision, shell.paint));
      }
      const leftMs = endMs - shell.nowMs();
      if (leftMs <= 0) return { ok: true, data: undefined, text: "", isShown: true };
      await shell.pause(Math.min(source.everyMs, leftMs));
    }
  } finally {
    source.close();
  }
}

const isFailure = (read: readonly unknown[] | Failure): read is Failure => !Array.isArray(read);
