import { contactForm, guard, usagePlan, validateEmail } from "../../../src/package/fetch.ts";
import { type App, type Ask, HandlerFailed, type Harness } from "./harness.ts";

/** Handlers of the web's own requests, called as a platform calls them: there is no framework, and no wire. */
export const fetchHarness: Harness = {
  name: "fetch",
  email: async (options) => {
    const email = validateEmail(options);
    return called(async (request) => {
      const refused = await email(request);
      if (refused) return refused;
      return answering(request, { validation: email.passed(request), body: await bodyOf(request) });
    });
  },
  contact: async (options, path = "/") => called(contactForm(options), path),
  guarded: async (gate, options) => {
    const input = ({ headers }: Request) => ({ pass: headers.get("x-pass") ?? undefined });
    const door = guard(gate, { ...options, input });
    return called(
      async (request) =>
        (await door(request)) ?? door.dressed(request, answering(request, door.passed(request))),
    );
  },
  keyed: async (options) => {
    const keys = usagePlan(options);
    return called(async (request) => {
      const refused = await keys(request);
      if (refused) return refused;
      const { id, plan } = keys.passed(request);
      return keys.dressed(request, answering(request, { id, plan }));
    });
  },
};

type Handler = (request: Request, info: { readonly clientAddress: string }) => Promise<Response>;

const called = (handler: Handler, mountedAt = "/"): App => ({
  ask: async (ask) => {
    const response = await handler(requestOf(ask, mountedAt), { clientAddress: ask.from ?? "127.0.0.1" });
    const { status, headers } = response;
    return { status, headers: Object.fromEntries(headers), body: await response.text() };
  },
  close: async () => {},
});

const requestOf = ({ method = "POST", path, headers = {}, body }: Ask, mountedAt: string) =>
  new Request(new URL(path ?? mountedAt, "http://site.example"), {
    method,
    headers,
    body: (body ?? null) as BodyInit | null,
  });

function answering(request: Request, found: unknown): Response {
  if (request.headers.get("x-fail") === "yes") throw new HandlerFailed("as it was told");
  return Response.json(found, { headers: { "x-handler": "reached" } });
}

async function bodyOf(request: Request): Promise<unknown> {
  const isJson = /^application\/json/i.test(request.headers.get("content-type") ?? "");
  return isJson ? request.json() : Object.fromEntries(await request.formData());
}
