import { Unavailable } from "../gate/unavailable.ts";
import { isTimeout } from "../http/time-limit.ts";
import type { EmailLookup } from "./lookup.ts";
import { isNameServer } from "./name-server.ts";
import { resolverTrust } from "./resolver-trust.ts";
import { isThrowawayHost } from "./throwaway-hosts.ts";
import type { EmailReason, EmailStatus, Finding } from "./verdict.ts";

/** What the lookup asks of a resolver. The one of `node:dns/promises` is one; its error codes are what is understood. */
export interface MailResolver {
  resolveMx(domain: string): Promise<readonly { readonly exchange: string }[]>;
  resolve4(domain: string): Promise<readonly string[]>;
  resolve6(domain: string): Promise<readonly string[]>;
  /** Ends every question that is open: they reject. */
  cancel(): void;
}

export interface DnsLookupOptions {
  /** For the whole lookup, whatever it has to ask. Default 1,500. */
  readonly timeoutMs?: number;
  /** Name servers, as `address` or `address:port`. Default: those of the machine. */
  readonly servers?: readonly string[] | undefined;
  /** Makes a resolver, one for each lookup. Default: that of `node:dns/promises`. */
  readonly resolver?: () => MailResolver | Promise<MailResolver>;
}

/**
 * Asks the DNS whether the domain of an address takes mail. The mail servers that it names are believed and not looked up
 * in turn, so that `undeliverable` is only what is certain. What could not be resolved is not known, and throws; so does a
 * no of a resolver that denies everything. A client that leaves ends no lookup: hanging up would else be a way past it.
 */
export function dnsLookup(options: DnsLookupOptions = {}): EmailLookup {
  const { timeoutMs = 1_500, servers } = options;
  if (!isTimeout(timeoutMs)) throw new RangeError("The time-out of the DNS must be from 1 to 600,000 ms");
  if (servers && !servers.every(isNameServer))
    throw new TypeError("A name server must be an IP address, with a port or without");
  const newResolver = options.resolver ?? (() => nodeResolver(timeoutMs, servers));
  const trust = resolverTrust();

  return {
    find: async ({ domain }, at) => {
      const ended = AbortSignal.timeout(timeoutMs);
      let cancel = () => {};
      try {
        // One of its own: `cancel` ends no other lookup, and no two ask from the same port, which forgers would have to know.
        const resolver = await newResolver();
        cancel = () => resolver.cancel();
        ended.addEventListener("abort", cancel);
        const found = await findingOf(domain, resolver);
        if (found.reason === "NO_MAIL_SERVER") await trust.assure(resolver, at);
        return found;
      } catch (error) {
        throw new Unavailable("dns", ended.aborted ? tooLate(ended.reason) : withoutDomain(error));
      } finally {
        ended.removeEventListener("abort", cancel);
        cancel();
      }
    },
  };
}

async function nodeResolver(
  timeoutMs: number,
  servers: readonly string[] | undefined,
): Promise<MailResolver> {
  // Loaded here, so that whoever is refused before does not pay for it.
  const { Resolver } = await import("node:dns/promises");
  // It looks at its clock once per `timeout`, so that a try may take two of them: the second begins by half-time.
  const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / 4), tries: 2 });
  if (servers) resolver.setServers(servers);
  return resolver;
}

/** RFC 5321, section 5.1, and RFC 7505. */
async function findingOf(domain: string, resolver: MailResolver): Promise<Finding> {
  const exchanges = await recordsOf(resolver.resolveMx(domain));
  if (exchanges === "no-such-domain") return finding("undeliverable", "NO_MAIL_SERVER");
  if (exchanges.some(({ exchange }) => isThrowawayHost(exchange))) return THROWAWAY;
  if (exchanges.some(({ exchange }) => !isRoot(exchange))) return finding("deliverable", "MAIL_SERVER_FOUND");
  if (exchanges.length > 0) return finding("undeliverable", "NULL_MX");
  return (await hasAddress(domain, resolver))
    ? finding("deliverable", "IMPLICIT_MX")
    : finding("undeliverable", "NO_MAIL_SERVER");
}

/** One such server is enough: a service that adds another one receives the mail all the same. */
const THROWAWAY: Finding = { status: "risky", reason: "THROWAWAY_MAIL_SERVER", disposable: true };

/** The null MX names the root as its server; Node writes that as nothing. Beside a real one it means nothing. */
const isRoot = (exchange: string) => exchange === "" || exchange === ".";

/** One address is enough, while the other family may hang; that there is none is certain when both have said so. */
async function hasAddress(domain: string, resolver: MailResolver): Promise<boolean> {
  const answers = [resolver.resolve4(domain), resolver.resolve6(domain)].map(recordsOf);
  try {
    await Promise.any(answers.map(someOf));
    return true;
  } catch {
    await Promise.all(answers);
    return false;
  }
}

async function someOf(answer: Promise<Answer<unknown>>): Promise<void> {
  const records = await answer;
  if (records === "no-such-domain" || records.length === 0) throw new Error("there are none");
}

type Answer<T> = readonly T[] | "no-such-domain";

/** An alias of a domain without such records resolves to an empty list, without an alias there is an error instead. */
async function recordsOf<T>(asked: Promise<readonly T[]>): Promise<Answer<T>> {
  try {
    return await asked;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENODATA") return [];
    if (code === "ENOTFOUND") return "no-such-domain";
    throw error;
  }
}

const finding = (status: EmailStatus, reason: EmailReason): Finding => ({
  status,
  reason,
  disposable: false,
});

const tooLate = (cause: unknown) =>
  Object.assign(new Error("There was no answer in time", { cause }), { code: "ETIMEOUT" });

/** Node's own message ends with the domain, which may well be a person's name, and ends in logs. */
function withoutDomain(error: unknown): Error {
  const { syscall = "The resolver", code = "failed" } = error as NodeJS.ErrnoException;
  return Object.assign(new Error(`${syscall} ${code}`), { code });
}
