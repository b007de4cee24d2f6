import { isBuiltin } from "node:module";
import type { Plugin } from "esbuild";

/**
 * Takes Node's own modules by `process.getBuiltinModule` instead of by `import`. For an import Node reads every member of the
 * module, the lazy ones among them: those of `node:http` load undici, those of `node:process` open the standard streams. That
 * is more than 15 ms of a cold start for what the AWS SDK never uses.
 */
export const builtIns: Plugin = {
  name: "built-ins",
  setup: (build) => {
    build.onResolve({ filter: /^[a-z:/_0-9]+$/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      return {
        path: path.replace("node:", ""),
        namespace: kind === "import-statement" ? BY_NAME : AS_A_WHOLE,
      };
    });
    build.onLoad({ filter: /.*/, namespace: BY_NAME }, ({ path }) => ({
      contents: moduleOf(path, () => true),
    }));
    build.onLoad({ filter: /.*/, namespace: AS_A_WHOLE }, ({ path }) => ({
      contents: moduleOf(path, isPlain),
    }));
  },
};

/** Only the members that somebody names are left in the bundle. */
const BY_NAME = "built-in";
/** `import("node:…")`, `require`: all members are left, and read, so lazy ones must not be among them. */
const AS_A_WHOLE = "built-in-as-a-whole";

const isPlain = ({ get }: PropertyDescriptor) => get === undefined;

function moduleOf(path: string, isExported: (member: PropertyDescriptor) => boolean): string {
  const members = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(path)))
    .filter(([name, member]) => name !== "default" && isExported(member))
    .map(([name]) => `export const ${name} = /* @__PURE__ */ (() => builtIn.${name})();`);
  return [
    `const builtIn = process.getBuiltinModule("node:${path}");`,
    "export default builtIn;",
    ...members,
  ].join("\n");
}
