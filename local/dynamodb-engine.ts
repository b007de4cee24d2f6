import { createServer, type RequestListener, type Server } from "node:http";
import dynalite from "dynalite";

/**
 * A DynamoDB by dynalite, in the memory of this process, on a server of ours.
 *
 * dynalite's own server closes the database with itself. A request that is under way then ends the process by
 * "Database is closed". Ours leaves the database alone: it goes when the last request has let go of it.
 */
export function dynamoDbServer(
  around: (engine: RequestListener) => RequestListener = (engine) => engine,
): Server {
  const [engine] = dynalite({ createTableMs: 0 }).listeners("request") as [RequestListener];
  return createServer(around(survivingLeavers(engine)));
}

/** dynalite throws what its request emits, so a client that leaves halfway would end the process. */
const survivingLeavers =
  (engine: RequestListener): RequestListener =>
  (request, response) => {
    engine(request, response);
    request.removeAllListeners("error").on("error", () => undefined);
  };
