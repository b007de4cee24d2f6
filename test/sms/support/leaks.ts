import { expect } from "vitest";
import { atTheEndOfEachFile } from "../../support/end-of-file.ts";

export const USERNAME = "planted-username";
export const API_KEY = "PLANTED-API-KEY-0123456789";
export const HASH_KEY = "planted-phone-hash-key";

/** Whatever was given to the service in a test, so that whatever it logged can be searched for it. */
const given = new Set([USERNAME, API_KEY, HASH_KEY, basic(USERNAME, API_KEY)]);
const lines: string[] = [];

export const captureLine = (line: string): void => void lines.push(line);

/** What must not be found again: each text of a payload, and of a number its digits with and without what leads them. */
export function plant(payload: unknown): void {
  if (typeof payload !== "object" || payload === null) return;
  const { phone, message } = payload as Readonly<Record<string, unknown>>;
  if (typeof message === "string") given.add(message);
  if (typeof phone === "string") given.add(phone.replace(/^\+/, "")).add(phone.slice(4));
}

const SHORTEST = 5;

/** Those lines that hold anything that was given. */
export const leaksIn = (searched: readonly string[]): string[] =>
  searched.filter((line) =>
    [...given].some(
      (each) => each.length >= SHORTEST && (line.includes(each) || line.includes(escaped(each))),
    ),
  );

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);

function basic(username: string, apiKey: string): string {
  return Buffer.from(`${username}:${apiKey}`).toString("base64");
}

/** Every line that any test of a file has logged is searched when the file ends. */
atTheEndOfEachFile(() => {
  expect(leaksIn(lines.splice(0)), "lines that hold a number, a text or a credential").toEqual([]);
});
