import { FUNCTIONS } from "../scripts/functions.ts";
import { dashboardBody } from "./dashboard-body.ts";
import type { DashboardBody } from "./dashboard-widgets.ts";
import { named, type Stage } from "./stage.ts";

/** The dashboard as a file, to be taken to CloudWatch by hand. Whoever does puts their Region in. */
export const dashboardFile = (stage: Stage): DashboardBody =>
  dashboardBody({
    stage,
    region: "us-east-1",
    functionNames: FUNCTIONS.map((name) => named(stage, name)),
    queueName: named(stage, "delivery"),
    deadLetterQueueName: named(stage, "delivery-dlq"),
  });
