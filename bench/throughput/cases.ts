import type { Shot } from "./load.ts";

/** What a visitor or a bot sends, and which decision it must come to. */
export interface Case extends Shot {
  readonly name: string;
  readonly reason: string;
  /** Of the plan's requests: so many does it get. */
  readonly share: number;
  /** Least share of the bare server's requests per second. */
  readonly atLeast?: number;
}

const submission = {
  name: "Ada Lovelace",
  email: "ada@example.com",
  message: "Good day. Do you repair analytical engines, and what does it cost?",
  company: "",
};
const headers = { "content-type": "application/json", origin: "https://www.example.com" };

export const CASES: readonly Case[] = [
  {
    name: "refused: foreign origin",
    reason: "FORBIDDEN_ORIGIN",
    headers: { ...headers, origin: "https://www.example.org" },
    body: JSON.stringify(submission),
    status: 403,
    share: 1,
    atLeast: 0.5,
  },
  {
    name: "refused: honeypot",
    reason: "HONEYPOT",
    headers,
    body: JSON.stringify({ ...submission, company: "Cheap Pills Ltd" }),
    status: 200,
    share: 1,
    atLeast: 0.5,
  },
  {
    name: "refused: fields missing",
    reason: "MISSING_FIELDS",
    headers,
    body: JSON.stringify({ ...submission, email: "", message: "" }),
    status: 400,
    share: 1,
    atLeast: 0.5,
  },
  {
    name: "refused: address",
    reason: "INVALID_EMAIL",
    headers,
    body: JSON.stringify({ ...submission, email: "ada at example" }),
    status: 400,
    share: 1,
    atLeast: 0.5,
  },
  {
    name: "accepted, on dynalite",
    reason: "SENT",
    share: 0.1,
    headers,
    body: JSON.stringify(submission),
    status: 200,
  },
];
