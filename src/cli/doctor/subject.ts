import type { Deployment } from "./deployment.ts";
import type { Finding } from "./finding.ts";
import type { Permission } from "./permission.ts";

/** One thing that the doctor looks at. */
export interface Subject {
  /** Stands above its findings. */
  readonly title: string;
  /** All that its calls need, and nothing else: `--policy` is made of these. */
  readonly permissions: readonly Permission[];
  /** None when nothing that is deployed uses it. Never rejects for what a service answers. */
  readonly look: (deployment: Deployment) => Promise<readonly Finding[]>;
}
