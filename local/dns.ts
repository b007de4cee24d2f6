import { createSocket } from "node:dgram";
import { once } from "node:events";
import { AUTHORITATIVE_ANSWER, type DecodedPacket, decode, encode } from "dns-packet";
import type { Account } from "./account.ts";

const NXDOMAIN = 3;
const POLICY = "v=DMARC1; p=quarantine; rua=mailto:postmaster@example.com";

export interface Dns {
  /** As `setServers` of node:dns takes it. */
  readonly address: string;
  close(): Promise<void>;
}

/** A name server, over UDP alone, that knows nothing but the DMARC policy of every domain: `_dmarc.DOMAIN`, TXT. */
export async function startDns(account: Account): Promise<Dns> {
  const socket = createSocket("udp4");
  socket.on("message", (bytes, from) => {
    const query = queryOf(bytes);
    // Whoever asked may be gone: nobody's error.
    if (query !== undefined) socket.send(answer(query, account), from.port, from.address, () => undefined);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  let closing: Promise<void> | undefined;
  return {
    address: `127.0.0.1:${socket.address().port}`,
    close: () => {
      closing ??= new Promise((resolve) => void socket.close(() => resolve()));
      return closing;
    },
  };
}

/** Undefined for what is no question: it gets no answer, as from any name server. */
function queryOf(bytes: Buffer): DecodedPacket | undefined {
  try {
    const packet = decode(bytes);
    return packet.type === "query" && packet.questions?.length === 1 ? packet : undefined;
  } catch {
    return undefined;
  }
}

function answer({ id, questions = [] }: DecodedPacket, account: Account): Buffer {
  const known = questions.filter(({ name }) => /^_dmarc\./i.test(name) && account.state().dns.dmarc);
  const isKnown = known.length > 0;
  return encode({
    type: "response",
    id: id ?? 0,
    flags: AUTHORITATIVE_ANSWER | (isKnown ? 0 : NXDOMAIN),
    questions,
    answers: known
      .filter(({ type }) => type === "TXT")
      .map(({ name }) => ({ type: "TXT", name, ttl: 60, data: POLICY })),
  });
}
