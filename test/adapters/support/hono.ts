import type { AddressInfo } from "node:net";
import { type ServerType, serve as serveHono } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { contactForm, guard, usagePlan, validateEmail } from "../../../src/package/hono.ts";
import { type App, HandlerFailed, type Harness } from "./harness.ts";
import { overHttp } from "./over-http.ts";

export const honoHarness: Harness = {
  name: "Hono",
  email: (options) =>
    serve(
      new Hono().all("/", validateEmail(options), async (c) =>
        answering(c, { validation: c.get("emailValidation"), body: await bodyOf(c) }),
      ),
    ),
  contact: (options, path = "/") =>
    serve(new Hono().all(path === "/" ? "/*" : `${path}/*`, contactForm(options)), path),
  guarded: (gate, options) =>
    serve(
      new Hono().all(
        "/",
        guard(gate, { ...options, input: (c) => ({ pass: c.req.header("x-pass") }) }),
        (c) => answering(c, c.get("passed")),
      ),
    ),
  keyed: (options) =>
    serve(
      new Hono().all("/", usagePlan(options), (c) => {
        const { id, plan } = c.get("apiClient");
        return answering(c, { id, plan });
      }),
    ),
};

function answering(c: Context, found: object): Response {
  if (c.req.header("x-fail") === "yes") throw new HandlerFailed("as it was told");
  return c.json(found, 200, { "x-handler": "reached" });
}

const bodyOf = ({ req }: Context): Promise<unknown> =>
  /^application\/json/i.test(req.header("content-type") ?? "") ? req.json() : req.parseBody();

/** Serves an app on a port of its own. The URL ends without a slash. */
export async function serve(
  app: Pick<Hono, "fetch" | "onError">,
  mountedAt = "/",
): Promise<App & { readonly url: string }> {
  app.onError((error, c) => c.text(error.name, 500));
  const server = await new Promise<ServerType>((resolve) => {
    const starting = serveHono({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(starting));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    ask: overHttp(url, mountedAt),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
