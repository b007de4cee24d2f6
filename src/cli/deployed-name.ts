import type { Stage } from "./stage.ts";

/** As names of what is deployed end: `postern-contact-dev`. The local system calls its own so, too. */
export type Suffix = Exclude<Stage, "local">;

export const suffixOf = (stage: Stage): Suffix => (stage === "prod" ? "prod" : "dev");

/** `postern-contact-dev`, as `infra/stage.ts` names it; `*` stands for any name in a permission. */
export const deployedName = (name: string, suffix: Suffix) => `postern-${name}-${suffix}`;
