declare module "dynalite" {
  import type { Server } from "node:http";

  interface Options {
    /** How long a table stays CREATING. Default 500. */
    readonly createTableMs?: number;
  }

  export default function dynalite(options?: Options): Server;
}
