import type { AddressInfo } from "node:net";
import express, { type Express, type RequestHandler } from "express";
import { contactForm, guard, usagePlan, validateEmail } from "../../../src/package/express.ts";
import { type App, HandlerFailed, type Harness } from "./harness.ts";
import { overHttp } from "./over-http.ts";

export const expressHarness: Harness = {
  name: "Express",
  email: (options) =>
    serve(
      express()
        .use(express.json(), express.urlencoded())
        .all(
          "/",
          validateEmail(options),
          answering((req) => ({ validation: req.emailValidation, body: req.body })),
        ),
    ),
  contact: (options, path = "/") => serve(express().use(path, contactForm(options)), path),
  guarded: (gate, options) =>
    serve(
      express().all(
        "/",
        guard(gate, { ...options, input: (req) => ({ pass: req.get("x-pass") }) }),
        answering((req) => Reflect.get(req, "passed")),
      ),
    ),
  keyed: (options) =>
    serve(
      express().all(
        "/",
        usagePlan(options),
        answering(({ apiClient }) => ({ id: apiClient?.id, plan: apiClient?.plan })),
      ),
    ),
};

/** A handler as the harness wants it, which answers with what it finds in the request. */
export const answering =
  (found: (req: Parameters<RequestHandler>[0]) => unknown): RequestHandler =>
  (req, res) => {
    if (req.get("x-fail") === "yes") throw new HandlerFailed("as it was told");
    res.set("x-handler", "reached").json(found(req));
  };

/** Serves an app on a port of its own. The URL ends without a slash. */
export async function serve(app: Express, mountedAt = "/"): Promise<App & { readonly url: string }> {
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve, reject) => server.once("listening", resolve).once("error", reject));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    ask: overHttp(url, mountedAt),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
