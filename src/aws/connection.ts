/** How an AWS service is reached. Given explicitly, so that nothing of a surrounding shell slips in. */
export interface AwsConnection {
  readonly region: string;
  /** Only for a service elsewhere than at AWS. */
  readonly endpoint?: string | undefined;
  /** Default: the SDK's own chain of places to look. */
  readonly credentials?: AwsCredentials | undefined;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The part of an SDK client's configuration that follows from a connection. */
export function clientConfig({ region, endpoint, credentials }: AwsConnection) {
  return {
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  };
}
