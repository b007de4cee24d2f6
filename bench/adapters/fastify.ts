import Fastify, { type RouteShorthandOptions } from "fastify";
import { emailValidation, guard } from "../../src/package/fastify.ts";
import { serveInChild } from "../servers/in-child.ts";
import { answerTo, GATE, kindOfThisServer, LISTS_ALONE } from "./app.ts";

const kind = kindOfThisServer();
const app = Fastify();
let options: RouteShorthandOptions = {};
if (kind === "guard") {
  app.decorateRequest("passed", undefined);
  options = { preHandler: guard(GATE, { input: ({ headers }) => ({ origin: headers.origin }) }) };
}
if (kind === "validateEmail") {
  await app.register(emailValidation, LISTS_ALONE);
  options = { config: { validateEmail: true } };
}
app.post("/contact", options, async ({ body, headers }) => answerTo(body, headers.origin));
await app.ready();

serveInChild(app.server);
