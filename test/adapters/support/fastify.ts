import formbody from "@fastify/formbody";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { contactForm, emailValidation, guard, usagePlan } from "../../../src/package/fastify.ts";
import { type App, HandlerFailed, type Harness } from "./harness.ts";
import { overHttp } from "./over-http.ts";

export const fastifyHarness: Harness = {
  name: "Fastify",
  email: async (options) => {
    const app = Fastify();
    await app.register(formbody);
    await app.register(emailValidation, options);
    app.all(
      "/",
      { config: { validateEmail: true } },
      answering(({ emailValidation, body }) => ({ validation: emailValidation, body })),
    );
    return serve(app);
  },
  contact: async (options, path = "/") => {
    const app = Fastify();
    await app.register(contactForm(options), { prefix: path });
    return serve(app, path);
  },
  guarded: (gate, options) => {
    const app = Fastify();
    const input = ({ headers }: FastifyRequest) => ({ pass: headers["x-pass"]?.toString() });
    const preHandler = guard(gate, { ...options, input });
    app.all(
      "/",
      { preHandler },
      answering((request) => Reflect.get(request, "passed")),
    );
    return serve(app);
  },
  keyed: (options) => {
    const app = Fastify();
    app.all(
      "/",
      { preHandler: usagePlan(options) },
      answering((request) => {
        const { id, plan } = Reflect.get(request, "apiClient");
        return { id, plan };
      }),
    );
    return serve(app);
  },
};

/** A handler as the harness wants it, which answers with what it finds in the request. */
export const answering =
  (found: (request: FastifyRequest) => unknown) => async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.headers["x-fail"] === "yes") throw new HandlerFailed("as it was told");
    return reply.header("x-handler", "reached").send(found(request));
  };

/** Serves an app on a port of its own. The URL ends without a slash. */
export async function serve(app: FastifyInstance, mountedAt = "/"): Promise<App & { readonly url: string }> {
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return {
    url,
    ask: overHttp(url, mountedAt),
    close: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}
