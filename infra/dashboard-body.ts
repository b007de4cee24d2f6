import { DAY_SECONDS, expressionsOf, HOUR_SECONDS, labelled } from "./dashboard-expressions.ts";
import { type DashboardBody, graph, heading, rows } from "./dashboard-widgets.ts";
import type { Stage } from "./stage.ts";

/** Where the graphs look. */
export interface Places {
  readonly stage: Stage;
  readonly region: string;
  readonly functionNames: readonly string[];
  readonly queueName: string;
  readonly deadLetterQueueName: string;
}

/** Three questions, one row each. */
export function dashboardBody(places: Places): DashboardBody {
  const plot = graph(places.region);
  const { byGate, grouped, mailUsd, search, tableWrites } = expressionsOf(places.stage);
  const ofEach = (metricName: string) =>
    places.functionNames.map((functionName) => ["AWS/Lambda", metricName, "FunctionName", functionName]);
  const ofQueue = (metricName: string, queueName: string, label: string) => [
    "AWS/SQS",
    metricName,
    "QueueName",
    queueName,
    { label },
  ];
  return rows(
    [
      heading(
        "Is it working?",
        "Requests and durations aside, every line should lie at zero: nothing failed, nothing waits.",
      ),
      plot("What came of requests", [search('NOT outcome="refused"', labelled("gate", "outcome", "reason"))]),
      plot("Errors and throttles", [...ofEach("Errors"), ...ofEach("Throttles")]),
      plot("Duration, p99, ms", ofEach("Duration"), { stat: "p99" }),
      plot(
        "Went another way: second provider, doubt, without a store",
        (["Fallbacks", "Ambiguous", "Doubtful", "Degraded"] as const).map(byGate),
      ),
      plot(
        "Waiting, and put aside",
        [
          ofQueue("ApproximateNumberOfMessagesVisible", places.queueName, "waiting"),
          ofQueue("ApproximateNumberOfMessagesVisible", places.deadLetterQueueName, "dead letters"),
        ],
        { stat: "Maximum" },
      ),
      plot(
        "Bounces and complaints, of 1",
        [
          ["AWS/SES", "Reputation.BounceRate"],
          ["AWS/SES", "Reputation.ComplaintRate"],
        ],
        { stat: "Maximum", periodSeconds: HOUR_SECONDS },
      ),
    ],
    [
      heading(
        "Who is being refused, and why?",
        "By gate and reason. Nobody's address stands in a metric or a log: to see addresses, look at the firewall's sampled requests.",
      ),
      plot("Refused, by reason", [search('outcome="refused"', labelled("gate", "reason"))], {
        stacked: true,
      }),
      plot(
        "Refused, in the time shown",
        [grouped("WHERE outcome = 'refused' GROUP BY gate, reason ORDER BY SUM() DESC LIMIT 20")],
        { view: "bar" },
      ),
      plot("All requests, by how they ended", [grouped("GROUP BY outcome")], { stacked: true }),
    ],
    [
      heading(
        "What does it cost?",
        "Estimates, in time to act. Mails are counted at what one costs; a digest is one mail, and counts as many. ClickSend's bill is not known here.",
      ),
      // Not by the outcome: a message that waits in the queue, or is held, is one that counts as sent for its visitor.
      plot("Sent, a day", [search('reason="SENT"', labelled("gate"), DAY_SECONDS)], {
        periodSeconds: DAY_SECONDS,
        stacked: true,
      }),
      plot("Mails, USD a day, at most", [mailUsd()], { periodSeconds: DAY_SECONDS }),
      plot("Texts through SNS, USD this month", [["AWS/SNS", "SMSMonthToDateSpentUSD"]], {
        stat: "Maximum",
        periodSeconds: DAY_SECONDS,
      }),
      plot("At 80 % of a limit, and over it", [
        byGate("SpendWarning"),
        search('reason="SPEND_LIMIT"', `${labelled("gate")} over`),
      ]),
      plot("Calls of functions, an hour", ofEach("Invocations"), {
        periodSeconds: HOUR_SECONDS,
        stacked: true,
      }),
      plot("Writes to tables, units an hour", [tableWrites()], {
        periodSeconds: HOUR_SECONDS,
        stacked: true,
      }),
    ],
  );
}
