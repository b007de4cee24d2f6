import { createServer } from "node:http";
import express, { type RequestHandler } from "express";
import { guard, validateEmail } from "../../src/package/express.ts";
import { serveInChild } from "../servers/in-child.ts";
import { answerTo, GATE, type Kind, kindOfThisServer, LISTS_ALONE } from "./app.ts";

const BEFORE: Readonly<Record<Kind, () => readonly RequestHandler[]>> = {
  bare: () => [],
  guard: () => [guard(GATE, { input: (req) => ({ origin: req.headers.origin }) })],
  validateEmail: () => [validateEmail(LISTS_ALONE)],
};

const app = express()
  .use(express.json())
  .post(
    "/contact",
    ...BEFORE[kindOfThisServer()](),
    (req, res) => void res.json(answerTo(req.body, req.headers.origin)),
  );

serveInChild(createServer(app));
