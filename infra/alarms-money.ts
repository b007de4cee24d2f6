import { metricsOf } from "./alarms-metrics.ts";
import { pausing, type Watch } from "./alarms-watch.ts";
import type { Stage } from "./stage.ts";

/** The ceiling of docs/spend.md, which acts at once; the budget of AWS comes hours later. */
export function moneyWatches(stage: Stage): readonly Watch[] {
  const { countedAnywhere, decisionsWhere } = metricsOf(stage);
  return [
    {
      name: "spend-warning",
      means: "80 % of a day's limit on money is spent: of one function, or of the texts to one country.",
      todo: `look at the dashboard for who sends so much. If it is an attack, add the country to BlockedCountryCodes, or run ${pausing(stage, "sms")}; if not, raise the limit before it is reached.`,
      metric: countedAnywhere("SpendWarning"),
      threshold: 1,
    },
    {
      name: "spend-limit",
      means: "A day's limit on money is reached, and messages are refused until midnight UTC (SPEND_LIMIT).",
      todo: "look at the dashboard for who spent it. Nothing more is spent; raise the limit only when you know why it was reached.",
      metric: decisionsWhere("reason = 'SPEND_LIMIT'"),
      threshold: 1,
    },
  ];
}
