import { beforeAll, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { packed, type Tarball } from "./support/tarball.ts";

/* What whoever installs the package gets: counted, so that a test, a screenshot or an SDK shows here before it ships. */

/** Today some 900 KB packed, of which the list of throw-away domains is 500 KB unpacked. */
const MAX_BYTES = 1_000_000;
const WANTED = [
  /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^bin\/postern\.mjs$/,
  /^dist\/cli\/(?:main\.mjs|LICENSES\.txt|parts\/[\w.-]+\.mjs)$/,
  /^dist\/lib\/(?:[a-z]+\/)[a-z0-9-]+\.(?:js|d\.ts)$/,
  /^dist\/lib\/email\/disposable-domains\.bin$/,
];

let tarball: Tarball;
beforeAll(async () => {
  tarball = await packed();
});

it("holds what is needed, and nothing else", () => {
  const paths = tarball.files.map(({ path }) => path);
  expect(paths.filter((path) => !WANTED.some((wanted) => wanted.test(path)))).toEqual([]);
  for (const wanted of WANTED) expect(paths).toContainEqual(expect.stringMatching(wanted));
});

it("holds every module that is exported, with its types", () => {
  const paths = tarball.files.map(({ path }) => `./${path}`);
  const modules = Object.values(manifest.exports).filter((path) => path.endsWith(".js"));
  expect(modules).toHaveLength(12);
  expect(paths).toEqual(expect.arrayContaining(modules));
  expect(paths).toEqual(expect.arrayContaining(modules.map((path) => path.replace(/\.js$/, ".d.ts"))));
});

it("is small", () => expect(tarball.bytes).toBeLessThan(MAX_BYTES));

it("wants three packages of everybody, and the others of those who use them", () => {
  expect(Object.keys(manifest.dependencies)).toEqual(["fastify-plugin", "ipaddr.js", "quick-lru"]);
  expect(Object.keys(manifest.peerDependenciesMeta)).toEqual(Object.keys(manifest.peerDependencies));
  for (const { optional } of Object.values(manifest.peerDependenciesMeta)) expect(optional).toBe(true);
  expect(manifest).not.toHaveProperty("private");
});
