/** The account that everything belongs to here. On AWS it is nobody's. */
export const ACCOUNT_ID = "000000000000";
/** Where the local system stands. */
export const REGION = "us-east-1";

export const arn = (service: string, region: string, resource: string): string =>
  `arn:aws:${service}:${region}:${ACCOUNT_ID}:${resource}`;
