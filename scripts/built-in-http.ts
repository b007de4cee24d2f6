import type { Plugin } from "esbuild";

/**
 * Takes `node:http` and `node:https` by `process.getBuiltinModule` instead of by `import`. An import of `node:http` makes Node
 * list all its exports, the lazy `WebSocket` and `MessageEvent` among them, and so load undici: 13 ms of a cold start for
 * what the AWS SDK never uses.
 */
export const builtInHttp: Plugin = {
  name: "built-in-http",
  setup: (build) => {
    build.onResolve({ filter: /^(?:node:)?https?$/ }, ({ path }) => ({
      path: path.replace("node:", ""),
      namespace: "built-in",
    }));
    build.onLoad({ filter: /.*/, namespace: "built-in" }, ({ path }) => ({
      contents: `
        const builtIn = process.getBuiltinModule("node:${path}");
        export const { request, Agent } = builtIn;
        export default builtIn;`,
    }));
  },
};
