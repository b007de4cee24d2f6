import { expect, it } from "vitest";
import { errorOf } from "../../src/gate/error-of.ts";

it("what broke is the value, and nothing is thrown", async () => {
  const broke = new Error("down");
  expect(await errorOf(Promise.reject(broke))).toBe(broke);
});

it("what went well has no error, and its own value is not taken for one", async () => {
  expect(await errorOf(Promise.resolve(new Error("a value")))).toBeUndefined();
});

it("where nothing is done, nothing broke", async () => {
  expect(await errorOf(undefined)).toBeUndefined();
});

it("it is known only when it is done", async () => {
  const doing = Promise.withResolvers<void>();
  const order: string[] = [];
  const known = errorOf(doing.promise).then(() => order.push("known"));
  await new Promise(setImmediate);
  order.push("done");
  doing.resolve();
  await known;
  expect(order).toEqual(["done", "known"]);
});
