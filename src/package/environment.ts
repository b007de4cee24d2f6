import type { RemoteLookupOptions } from "../email/remote-lookup.ts";

/** The remote API as the environment names it: `TRUEMAIL_API_KEY`, and `EMAIL_API_URL` for another place. */
export function emailApiOfEnvironment(): RemoteLookupOptions | undefined {
  const { TRUEMAIL_API_KEY, EMAIL_API_URL } = process.env;
  return TRUEMAIL_API_KEY ? { key: TRUEMAIL_API_KEY, url: EMAIL_API_URL || undefined } : undefined;
}
