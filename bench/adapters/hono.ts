import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { guard, validateEmail } from "../../src/package/hono.ts";
import { serveInChild } from "../servers/in-child.ts";
import { answerTo, GATE, type Kind, kindOfThisServer, LISTS_ALONE } from "./app.ts";

const handler = async (c: Context) => c.json(answerTo(await c.req.json(), c.req.header("origin")));

const MOUNTED: Readonly<Record<Kind, () => Hono>> = {
  bare: () => new Hono().post("/contact", handler),
  guard: () =>
    new Hono().post("/contact", guard(GATE, { input: (c) => ({ origin: c.req.header("origin") }) }), handler),
  validateEmail: () => new Hono().post("/contact", validateEmail(LISTS_ALONE), handler),
};

serveInChild(createAdaptorServer({ fetch: MOUNTED[kindOfThisServer()]().fetch }) as Server);
