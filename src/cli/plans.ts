import { columns } from "./columns.ts";
import { command, done } from "./command.ts";
import { readStage, stageOption } from "./stage.ts";

export const plans = command({
  about: "List the usage plans that USAGE_PLANS defines.",
  options: stageOption,
  examples: ["plans", "plans --json"],
  run: async ({ stage }, shell) => {
    const staged = readStage(stage, shell);
    if (!staged.ok) return staged;
    const listed = Object.entries(staged.settings.USAGE_PLANS).map(([name, policy]) => ({ name, ...policy }));
    const rows = listed.map(({ name, ratePerSecond, burst, quota }) => [
      name,
      `${ratePerSecond}/s`,
      String(burst),
      quota ? `${quota.limit}/${quota.period}` : "none",
      quota?.offset ? `day ${quota.offset}` : "",
    ]);
    return done(listed, columns([["PLAN", "RATE", "BURST", "QUOTA", "OFFSET"], ...rows]).join("\n"));
  },
});
