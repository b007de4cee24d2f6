import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import {
  type Answer,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  streamEncode,
  TRUNCATED_RESPONSE,
} from "dns-packet";

/** How a question is answered. */
export type Reply =
  /** The answer section of a NOERROR. */
  | readonly Answer[]
  | { readonly rcode: number; readonly answers?: readonly Answer[] }
  /** Over UDP only that the answer is too long for it, over TCP the answer. */
  | { readonly truncated: Reply }
  /** What stands where a packet has its flags and all that follows. */
  | { readonly bytes: Uint8Array }
  | "hangs";

export const RCODE = { FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

/** A reply that is a promise is sent when it settles. */
export type Domain = Readonly<Partial<Record<"MX" | "A" | "AAAA", Reply | Promise<Reply>>>>;

/**
 * A recursive resolver on UDP and TCP that knows what it was told, and the mail server of gmail.com: types of a known domain left
 * out have no records.
 */
export interface DnsServer {
  /** As `setServers` takes it. */
  readonly address: string;
  readonly know: (domain: string, records: Domain) => void;
  /** What was asked of a domain, in order: `MX`, `A`. */
  readonly askedOf: (domain: string) => readonly string[];
  /** Settles with the next question about a domain. */
  readonly isAsked: (domain: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const LARGE_PROVIDER = "gmail.com";
const mailServerOf = (name: string): Answer => ({
  type: "MX",
  name,
  data: { preference: 5, exchange: `mx.${name}` },
});

export async function startDnsServer(): Promise<DnsServer> {
  // A lookup makes sure that a resolver which says no can say yes at all.
  const domains = new Map<string, Domain>([[LARGE_PROVIDER, { MX: [mailServerOf(LARGE_PROVIDER)] }]]);
  const asked: { readonly domain: string; readonly type: string }[] = [];
  const waiting = new Map<string, () => void>();
  const connections = new Set<Socket>();

  const replyTo = async (query: Buffer): Promise<Reply> => {
    const { name = "", type = "" } = decode(query).questions?.[0] ?? {};
    asked.push({ domain: name, type });
    waiting.get(name)?.();
    const domain = domains.get(name);
    return domain === undefined ? { rcode: RCODE.NXDOMAIN } : (domain[type as keyof Domain] ?? []);
  };

  const { udp, tcp, port } = await bindBoth();
  udp.on("message", async (query, from) => answerUdp(udp, query, from, await replyTo(query)));
  tcp.on("connection", (socket) => {
    connections.add(socket);
    socket.on("error", () => undefined).on("close", () => connections.delete(socket));
    socket.on("data", async (piece) => {
      for (const query of queriesIn(piece)) answerTcp(socket, query, await replyTo(query));
    });
  });

  return {
    address: `127.0.0.1:${port}`,
    know: (domain, records) => void domains.set(domain, records),
    askedOf: (domain) => asked.filter((each) => each.domain === domain).map(({ type }) => type),
    isAsked: (domain) => new Promise((resolve) => waiting.set(domain, resolve)),
    close: async () => {
      for (const socket of connections) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise((resolve) => tcp.close(resolve)),
      ]);
    },
  };
}

/** One port of both kinds. A port that is free of one may be taken of the other. */
async function bindBoth(attempts = 20): Promise<{ udp: UdpSocket; tcp: Server; port: number }> {
  const udp = createSocket("udp4");
  await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
  const { port } = udp.address();
  const tcp = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      tcp.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    return { udp, tcp, port };
  } catch (error) {
    udp.close();
    if (attempts === 0) throw error;
    return bindBoth(attempts - 1);
  }
}

function answerUdp(udp: UdpSocket, query: Buffer, { port, address }: RemoteInfo, reply: Reply): void {
  if (reply !== "hangs") udp.send(datagramOf(query, reply), port, address);
}

function datagramOf(query: Buffer, reply: Exclude<Reply, "hangs">): Buffer {
  if ("bytes" in reply) return Buffer.concat([query.subarray(0, 2), reply.bytes]);
  if ("truncated" in reply) return encode(packetOf(query, [], TRUNCATED_RESPONSE));
  return encode(packetOf(query, ...contentOf(reply)));
}

function answerTcp(socket: Socket, query: Buffer, prepared: Reply): void {
  const reply = prepared !== "hangs" && "truncated" in prepared ? prepared.truncated : prepared;
  if (reply === "hangs") return;
  if ("bytes" in reply || "truncated" in reply) throw new Error("Such a reply is not made for TCP");
  socket.write(streamEncode(packetOf(query, ...contentOf(reply))));
}

/** Several may come in one piece, each after its length; none comes in two, because they are short. */
function* queriesIn(piece: Buffer): Generator<Buffer> {
  for (let start = 0; start < piece.length; ) {
    const end = start + 2 + piece.readUInt16BE(start);
    yield piece.subarray(start + 2, end);
    start = end;
  }
}

type WellFormed = Exclude<Reply, "hangs" | { readonly bytes: Uint8Array } | { readonly truncated: Reply }>;

const contentOf = (reply: WellFormed): [answers: readonly Answer[], flags: number] =>
  "rcode" in reply ? [reply.answers ?? [], reply.rcode] : [reply, 0];

function packetOf(query: Buffer, answers: readonly Answer[], flags: number): Packet {
  const { id = 0, questions = [] } = decode(query);
  return {
    type: "response",
    id,
    flags: RECURSION_DESIRED | RECURSION_AVAILABLE | flags,
    questions,
    answers: [...answers],
  };
}
