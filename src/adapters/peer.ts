import { UNIX_SOCKET } from "../http/proxy-trust.ts";

interface Socket {
  readonly destroyed: boolean;
  readonly remoteAddress?: string | undefined;
  readonly localAddress?: string | undefined;
}

/**
 * Who is at the other end. A socket that is gone has no addresses either, and one whose client has just reset it has only its own:
 * of neither can more be said.
 */
export function peerOf({ remoteAddress, localAddress, destroyed }: Socket) {
  const isUnixSocket = remoteAddress === undefined && localAddress === undefined && !destroyed;
  return isUnixSocket ? UNIX_SOCKET : remoteAddress;
}
