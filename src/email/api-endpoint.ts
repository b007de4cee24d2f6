const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Where a remote API may be, or undefined: https, or http on this machine, and no password in it. */
export function apiUrl(given: string): URL | undefined {
  const url = URL.parse(given);
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
  return url && isSafe && url.username === "" && url.password === "" ? url : undefined;
}

/** What a header can carry, and no more. */
export const isApiKey = (given: unknown): given is string =>
  typeof given === "string" && /^[\x21-\x7e]{1,512}$/.test(given);
