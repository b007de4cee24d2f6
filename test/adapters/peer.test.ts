import { expect, it } from "vitest";
import { peerOf } from "../../src/adapters/peer.ts";
import { UNIX_SOCKET } from "../../src/http/proxy-trust.ts";

const [remoteAddress, localAddress] = ["203.0.113.10", "10.0.0.7"];

it.each([
  ["connected", { destroyed: false, remoteAddress, localAddress }, remoteAddress],
  ["gone, and known before", { destroyed: true, remoteAddress }, remoteAddress],
  ["gone", { destroyed: true }, undefined],
  ["reset by its client, which nobody has noticed yet", { destroyed: false, localAddress }, undefined],
  ["a Unix socket", { destroyed: false }, UNIX_SOCKET],
  ["a Unix socket that is gone", { destroyed: true }, undefined],
])("a socket that is %s", (_, socket, peer) => expect(peerOf(socket)).toBe(peer));
