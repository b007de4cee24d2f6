import { expect, it } from "vitest";
import { bundleHash } from "../../src/aws/bundle-hash.ts";
import { buildAlone } from "../support/bundle.ts";

/* What is deployed is built anew, by another process: it is what was tested only if the same source makes the same bytes. */

it("the same source makes the same bundle, in whatever order its parts are found", async () => {
  const bundles = await Promise.all(Array.from({ length: 5 }, () => buildAlone("contact")));
  const hashes = bundles.map(({ folder }) => bundleHash(folder));
  await Promise.all(bundles.map(({ remove }) => remove()));
  expect(new Set(hashes).size).toBe(1);
});
