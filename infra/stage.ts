export const STAGES = ["dev", "prod"] as const;

export type Stage = (typeof STAGES)[number];

export const named = (stage: Stage, name: string) => `postern-${name}-${stage}`;

export const isProd = (stage: Stage) => stage === "prod";
