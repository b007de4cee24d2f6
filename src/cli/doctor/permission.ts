import type { Suffix } from "../deployed-name.ts";

/** What one call at AWS needs. */
export interface Permission {
  /** As IAM calls it: `ses:GetAccount`. */
  readonly action: string;
  /** ARNs, as narrow as IAM and our own names allow. Region and account are left open: nobody is asked for them. */
  readonly resources: (suffix: Suffix) => readonly string[];
}

/** @param resource an ARN from its region on, such as `*:*:table/postern-*`. Absent: IAM knows no resource for the action. */
export function permission(action: string, resource?: (suffix: Suffix) => string): Permission {
  const service = action.split(":", 1)[0];
  return {
    action,
    resources: (suffix) => [resource === undefined ? "*" : `arn:aws:${service}:${resource(suffix)}`],
  };
}
