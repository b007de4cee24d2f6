import { ChildProcess } from "node:child_process";
import { Server } from "node:net";

/** In `npm run test:fast` a file that starts something after all fails, so that the list of files stays true. */
const refuse = (what: string) => () => {
  throw new Error(
    `npm run test:fast starts no ${what}: name what this file imports in test/support/fast-files.ts`,
  );
};
Server.prototype.listen = refuse("server");
(ChildProcess.prototype as unknown as { spawn: () => never }).spawn = refuse("process");
