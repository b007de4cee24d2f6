import { FUNCTIONS } from "../scripts/functions.ts";
import { dashboardBody } from "./dashboard-body.ts";
import type { DashboardBody } from "./dashboard-widgets.ts";
import { named } from "./stage.ts";

/** The dashboard of prod, to be taken to CloudWatch by hand. Whoever does puts their Region in. */
export const dashboardOfProd = (region = "us-east-1"): DashboardBody =>
  dashboardBody({
    region,
    functionNames: FUNCTIONS.map((name) => named("prod", name)),
    queueName: named("prod", "delivery"),
    deadLetterQueueName: named("prod", "delivery-dlq"),
  });
