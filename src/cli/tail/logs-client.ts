// By name, so that the bundle carries what is used of the client and not all of it.
export { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
