// An app that uses every subpath, as somebody writes it who has never seen the sources. It runs as it is, and compiles, unchanged,
// as strict TypeScript.
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import {
  cachedControls,
  ceiling,
  conclude,
  gate,
  hourlyLimitOrHere,
  memoryClaims,
  memoryControls,
  memoryOnce,
  memorySpend,
  notPaused,
  now,
  once,
  passed,
  refuse,
} from "postern";
import { keyManagement, memoryKeys, memoryUsage } from "postern/access";
import { contactForm } from "postern/contact";
import { dynamoDb } from "postern/dynamodb";
import { createEmailValidator, refusalFor } from "postern/email";
import * as onExpress from "postern/express";
import emailValidation from "postern/fastify";
import * as onFetch from "postern/fetch";
import * as onHono from "postern/hono";
import * as onLambda from "postern/lambda";
import { nodeRedis, redisAnswers } from "postern/redis";
import { smsService } from "postern/sms";

const [endpoint = "", tableName = ""] = process.argv.slice(2);
const listsAlone = Object.freeze({ dns: false, api: false, cache: false });
const json = { "content-type": "application/json" };
const throwAway = JSON.stringify({ email: "x@mailinator.com" });
const said = new Map();

const turns = gate("turns").check({
  name: "turn",
  run: () => (said.size === 0 ? passed : refuse("NOT_FIRST")),
});
const limited = turns.check(
  hourlyLimitOrHere({ name: "limit", slots: memoryClaims(), limitPerHour: 1, keyOf: () => "all" }),
);
const first = await limited.decide({}, now());
const second = await limited.decide({}, now());
const controls = memoryControls();
let order = "none";
const paid = gate("paid")
  .check(notPaused(cachedControls(controls)))
  .check(once({ feature: "paid", store: memoryOnce(), sameBy: () => [order], windowMs: 60_000 }))
  .check(
    ceiling({
      store: memorySpend(),
      claims: memoryClaims(),
      chargeOf: () => [{ account: "total", microUsd: 160, limitMicroUsd: 300 }],
    }).check,
  );
const pay = async (name = "") => {
  order = name;
  const { ended } = await conclude(paid, {}, now(), async ({ once }) => {
    await once.finish();
    return { sent: true, value: "PAID" };
  });
  return ended.as === "refused" ? ended.refusal.reason : ended.as;
};
said.set("postern", [first.ok, second.ok || second.reason]);
const paying = [await pay("one"), await pay("one"), await pay("other")];
await controls.setPaused(Date.now());
// A new one: what was read a moment ago is good for 30 seconds.
const paused = await gate("paused")
  .check(notPaused(cachedControls(controls)))
  .decide({}, now());
said.set("orders", [...paying, paused.ok || paused.reason]);

const validate = createEmailValidator(listsAlone);
said.set("email", refusalFor(await validate("x@mailinator.com")));

const text = await smsService({
  first: { name: "ClickSend", send: async () => ({ sent: false, failure: "ours", reason: "PLANTED" }) },
  second: { name: "SNS", send: async ({ to }) => ({ sent: true, messageId: to }) },
  phoneHashKey: "a secret of this very test",
}).send({ phone: "+66812345678", message: "1234" });
said.set("sms", text.success && text.messageId);

const { response } = await contactForm({
  from: "owner@site.example",
  allowedOrigins: ["https://site.example"],
  mailer: { send: async () => ({ sent: true, value: { messageId: "1" } }) },
}).handle(
  {
    method: "POST",
    path: "/contact",
    query: {},
    headers: json,
    body: new TextEncoder().encode(
      JSON.stringify({ name: "Ada", email: "ada@site.example", message: "Hello" }),
    ),
    clientAddress: "203.0.113.10",
  },
  now(),
);
said.set("contact", response.status);

const plans = { demo: { ratePerSecond: 1, burst: 1 } };
const store = { keys: memoryKeys(), usage: memoryUsage() };
const issued = await keyManagement({ ...store, plans }).create({ name: "partner", plan: "demo" });
const key = issued.ok ? issued.key : "";
said.set("access", key.slice(0, 4));

const web = express().post("/", express.json(), onExpress.validateEmail(listsAlone), (_, response) => {
  response.sendStatus(200);
});
const server = web.listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : 0;
const answer = await fetch(`http://127.0.0.1:${port}`, { method: "POST", headers: json, body: throwAway });
said.set("express", answer.status);
server.close();
server.closeAllConnections();

const api = fastify();
await api.register(emailValidation, listsAlone);
api.post("/", { config: { validateEmail: true } }, async ({ emailValidation }) => emailValidation?.status);
said.set(
  "fastify",
  (await api.inject({ method: "POST", url: "/", headers: json, payload: throwAway })).statusCode,
);

const hono = new Hono().get("/", onHono.usagePlan({ store, plans }), (c) => c.text(c.get("apiClient").plan));
said.set("hono", await (await hono.request("/", { headers: { "x-api-key": key } })).text());

const guarded = onFetch.validateEmail(listsAlone);
const request = new Request("https://site.example", { method: "POST", headers: json, body: throwAway });
said.set("fetch", (await guarded(request))?.status);

const handler = onLambda.validateEmail(listsAlone)(async (event) => event.emailValidation.status);
said.set(
  "lambda",
  await handler({
    headers: json,
    body: JSON.stringify({ email: "ada@site.example" }),
    requestContext: { http: { method: "POST" } },
  }),
);

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const { claims } = dynamoDb({ region: "eu-north-1", endpoint, credentials, tableName, timeoutMs: 15_000 });
const slot = crypto.randomUUID();
said.set("dynamodb", [await claims.claim(slot, 0, 1), await claims.claim(slot, 0, 1)]);

const client = { sendCommand: async () => "9999999999:kept" };
said.set("redis", (await redisAnswers(nodeRedis(client)).find("key", 0))?.text);

process.stdout.write(JSON.stringify(Object.fromEntries(said)));
