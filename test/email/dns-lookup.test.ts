import type { Answer } from "dns-packet";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dnsLookup, type MailResolver } from "../../src/email/dns-lookup.ts";
import type { Finding } from "../../src/email/verdict.ts";
import { isUnavailable } from "../../src/gate/is-unavailable.ts";
import { at, sendable, unavailability } from "./support/asking.ts";
import { type DnsServer, type Domain, RCODE, type Reply, startDnsServer } from "./support/dns-server.ts";

const AGES_MS = 600_000;
const SHORT_MS = 150;

let server: DnsServer;
beforeAll(async () => {
  server = await startDnsServer();
});
afterAll(() => server.close());

const lookup = (timeoutMs = AGES_MS) => dnsLookup({ servers: [server.address], timeoutMs });
const find = (domain: string, timeoutMs?: number) => lookup(timeoutMs).find(sendable(`ada@${domain}`), at());

let domains = 0;
/** A domain of its own for each test, with these records. */
function domainWith(records: (name: string) => Domain): string {
  domains += 1;
  const name = `d${domains}.example`;
  server.know(name, records(name));
  return name;
}

const mx = (name: string, exchange: string, preference = 10): Answer => ({
  type: "MX",
  name,
  data: { preference, exchange },
});
const a = (name: string): Answer => ({ type: "A", name, data: "192.0.2.1" });
const aaaa = (name: string): Answer => ({ type: "AAAA", name, data: "2001:db8::1" });
const cname = (name: string, data: string): Answer => ({ type: "CNAME", name, data });

const MAIL_SERVER_FOUND: Finding = { status: "deliverable", reason: "MAIL_SERVER_FOUND", disposable: false };
const IMPLICIT_MX: Finding = { status: "deliverable", reason: "IMPLICIT_MX", disposable: false };
const NULL_MX: Finding = { status: "undeliverable", reason: "NULL_MX", disposable: false };
const THROWAWAY: Finding = { status: "risky", reason: "THROWAWAY_MAIL_SERVER", disposable: true };
const NO_MAIL_SERVER: Finding = { status: "undeliverable", reason: "NO_MAIL_SERVER", disposable: false };

describe("what the DNS knows", () => {
  const failing = { rcode: RCODE.SERVFAIL };
  const alias = (name: string) => cname(name, `real.${name}`);

  it.each<[string, (name: string) => Domain, Finding, string[]]>([
    ["an MX", (n) => ({ MX: [mx(n, `mx.${n}`)] }), MAIL_SERVER_FOUND, ["MX"]],
    [
      "several MX",
      (n) => ({ MX: [mx(n, "mx1.example"), mx(n, "mx2.example", 20)] }),
      MAIL_SERVER_FOUND,
      ["MX"],
    ],
    [
      "an MX in other letters",
      (n) => ({ MX: [mx(n.toUpperCase(), "MX.EXAMPLE")] }),
      MAIL_SERVER_FOUND,
      ["MX"],
    ],
    ["a null MX", (n) => ({ MX: [mx(n, ".", 0)], A: [a(n)] }), NULL_MX, ["MX"]],
    ["a null MX with a preference", (n) => ({ MX: [mx(n, ".", 10)] }), NULL_MX, ["MX"]],
    [
      "a null MX beside a real one",
      (n) => ({ MX: [mx(n, ".", 0), mx(n, "mx.example")] }),
      MAIL_SERVER_FOUND,
      ["MX"],
    ],
    [
      "an MX that is believed, though it leads nowhere",
      (n) => ({ MX: [mx(n, "localhost")] }),
      MAIL_SERVER_FOUND,
      ["MX"],
    ],
    [
      "an MX that serves throw-away domains only",
      (n) => ({ MX: [mx(n, "mail.wallywatts.com")] }),
      THROWAWAY,
      ["MX"],
    ],
    ["such an MX in other letters", (n) => ({ MX: [mx(n, "Mail.WabblyWabble.COM")] }), THROWAWAY, ["MX"]],
    [
      "such an MX behind another one, which hides nothing",
      (n) => ({ MX: [mx(n, "mx.example"), mx(n, "in.mail.tm", 90)] }),
      THROWAWAY,
      ["MX"],
    ],
    [
      "an MX whose name only ends like such a one",
      (n) => ({ MX: [mx(n, "notwallywatts.com"), mx(n, "wallywatts.com.example")] }),
      MAIL_SERVER_FOUND,
      ["MX"],
    ],
    [
      "an alias of a domain with an MX",
      (n) => ({ MX: [alias(n), mx(`real.${n}`, "mx.example")] }),
      MAIL_SERVER_FOUND,
      ["MX"],
    ],
    [
      "an alias of a domain with a null MX",
      (n) => ({ MX: [alias(n), mx(`real.${n}`, ".", 0)] }),
      NULL_MX,
      ["MX"],
    ],
    [
      "an alias of a domain with an address alone",
      (n) => ({ MX: [alias(n)], A: [alias(n), a(`real.${n}`)], AAAA: [alias(n)] }),
      IMPLICIT_MX,
      ["A", "AAAA", "MX"],
    ],
    [
      "an alias of a domain with nothing",
      (n) => ({ MX: [alias(n)], A: [alias(n)], AAAA: [alias(n)] }),
      NO_MAIL_SERVER,
      ["A", "AAAA", "MX"],
    ],
    [
      "an alias of no domain",
      (n) => ({ MX: { rcode: RCODE.NXDOMAIN, answers: [alias(n)] } }),
      NO_MAIL_SERVER,
      ["MX"],
    ],
    ["an IPv4 address alone", (n) => ({ A: [a(n)] }), IMPLICIT_MX, ["A", "AAAA", "MX"]],
    ["an IPv6 address alone", (n) => ({ AAAA: [aaaa(n)] }), IMPLICIT_MX, ["A", "AAAA", "MX"]],
    ["no records for mail at all", () => ({}), NO_MAIL_SERVER, ["A", "AAAA", "MX"]],
    [
      "no such domain, which is not asked for addresses: some resolvers give one for anything",
      (n) => ({ MX: { rcode: RCODE.NXDOMAIN }, A: [a(n)] }),
      NO_MAIL_SERVER,
      ["MX"],
    ],
    [
      "an IPv6 address, and a failure for IPv4",
      (n) => ({ A: failing, AAAA: [aaaa(n)] }),
      IMPLICIT_MX,
      ["A", "AAAA", "MX"],
    ],
    [
      "an IPv4 address, and silence for IPv6",
      (n) => ({ A: [a(n)], AAAA: "hangs" }),
      IMPLICIT_MX,
      ["A", "AAAA", "MX"],
    ],
    [
      "more MX than fit into a datagram",
      (n) => ({ MX: { truncated: [mx(n, "mx.example")] } }),
      MAIL_SERVER_FOUND,
      ["MX", "MX"],
    ],
  ])("%s", async (_, records, expected, asked) => {
    const domain = domainWith(records);
    expect(await find(domain)).toEqual(expected);
    expect([...server.askedOf(domain)].sort()).toEqual(asked);
  });

  it("an internationalised domain is asked for as punycode, in lower case", async () => {
    server.know("xn--bcher-kva.example", { MX: [mx("xn--bcher-kva.example", "mx.example")] });
    expect(await find("BÜCHER.example")).toEqual(MAIL_SERVER_FOUND);
    expect(server.askedOf("xn--bcher-kva.example")).toEqual(["MX"]);
  });

  it("a domain that nobody has", async () => {
    expect(await find("nobody.example")).toEqual(NO_MAIL_SERVER);
    expect(server.askedOf("nobody.example")).toEqual(["MX"]);
  });
});

it("a question that gets lost is asked again while there is time", async () => {
  const domain = domainWith(() => ({ MX: "hangs" }));
  const isAsked = server.isAsked(domain);
  const finding = find(domain, 2_000);
  await isAsked;
  server.know(domain, { MX: [mx(domain, "mx.example")] });
  expect(await finding).toEqual(MAIL_SERVER_FOUND);
  expect(server.askedOf(domain)).toEqual(["MX", "MX"]);
});

describe("what the DNS does not know is never undeliverable:", () => {
  const malformed = { bytes: new Uint8Array([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, 0xff, 0xff, 0xff]) };

  it.each<[string, Domain, string]>([
    ["SERVFAIL", { MX: { rcode: RCODE.SERVFAIL } }, "queryMx ESERVFAIL"],
    ["REFUSED", { MX: { rcode: RCODE.REFUSED } }, "queryMx EREFUSED"],
    ["FORMERR", { MX: { rcode: RCODE.FORMERR } }, "queryMx EFORMERR"],
    ["NOTIMP", { MX: { rcode: RCODE.NOTIMP } }, "queryMx ENOTIMP"],
    ["a malformed answer", { MX: malformed }, "queryMx EBADRESP"],
    ["SERVFAIL for IPv4, nothing for IPv6", { A: { rcode: RCODE.SERVFAIL } }, "queryA ESERVFAIL"],
    ["REFUSED for IPv6, nothing for IPv4", { AAAA: { rcode: RCODE.REFUSED } }, "queryAaaa EREFUSED"],
  ])("%s", async (_, records, message) => {
    const error = await unavailability(find(domainWith(() => records)));
    expect(error).toMatchObject({ part: "dns", cause: { message, code: message.split(" ")[1] } });
  });

  it.each<[string, Domain]>([
    ["silence", { MX: "hangs" }],
    ["silence for IPv4, nothing for IPv6", { A: "hangs" }],
    ["silence for both", { A: "hangs", AAAA: "hangs" }],
    ["silence over TCP", { MX: { truncated: "hangs" } }],
  ])("%s, for as long as a lookup may take", async (_, records) => {
    const error = await unavailability(
      find(
        domainWith(() => records),
        SHORT_MS,
      ),
    );
    // The resolver's own limit may come first on a busy machine: which of the two it was is tested further down.
    expect(error).toMatchObject({ part: "dns", cause: { code: "ETIMEOUT" } });
  });

  it("no name server that answers", async () => {
    const nobody = dnsLookup({ servers: ["127.0.0.1:1"] }).find(sendable("ada@example.com"), at());
    expect(await unavailability(nobody)).toMatchObject({ cause: { message: "queryMx ECONNREFUSED" } });
  });

  it("and no error names the domain, which may be a person's name", async () => {
    const domain = domainWith(() => ({ MX: { rcode: RCODE.SERVFAIL } }));
    const error = await unavailability(find(domain));
    for (const each of [error, error.cause as Error]) {
      expect(`${each.message} ${JSON.stringify(each)}`).not.toContain(domain);
    }
  });
});

describe("a resolver that denies everything, as those of some networks do", () => {
  const LARGE = ["gmail.com", "outlook.com", "yahoo.com"];
  const notFound = () => Promise.reject(Object.assign(new Error(), { code: "ENOTFOUND" }));
  /** Knows these domains and no other. */
  function knowing(known: ReadonlySet<string>, denial: () => Promise<never[]> = notFound) {
    const asked: string[] = [];
    const answer = (domain: string) => (known.has(domain) ? Promise.resolve([{ exchange: "mx" }]) : denial());
    const resolver: MailResolver = {
      resolveMx: (domain) => {
        asked.push(domain);
        return answer(domain);
      },
      resolve4: denial,
      resolve6: denial,
      cancel: () => undefined,
    };
    const one = dnsLookup({ resolver: () => resolver, timeoutMs: AGES_MS });
    return { asked, find: (domain: string, nowMs = 0) => one.find(sendable(`ada@${domain}`), at(nowMs)) };
  }

  it.each([
    ["that there is such a domain", notFound],
    ["that it has records", async () => []],
    ["to say anything", () => Promise.reject(Object.assign(new Error(), { code: "EREFUSED" }))],
  ])("is not believed: %s", async (_, denial) => {
    await unavailability(knowing(new Set(), denial).find("site.example"));
  });

  it("is not believed, and the verdict's step says why", async () => {
    const error = await unavailability(knowing(new Set()).find("site.example"));
    expect(error).toMatchObject({ part: "dns", cause: { code: "DENIES_ALL" } });
  });

  it("is not believed because it knows a name of its own network", async () => {
    const inside = knowing(new Set(["intranet.example"]));
    expect(await inside.find("intranet.example")).toEqual(MAIL_SERVER_FOUND);
    await unavailability(inside.find("site.example"));
  });

  it("is not believed over the wire either, until it finds the world outside", async () => {
    const other = await startDnsServer();
    try {
      const lookup = dnsLookup({ servers: [other.address], timeoutMs: AGES_MS });
      other.know("gmail.com", { MX: { rcode: RCODE.NXDOMAIN } });
      const error = await unavailability(lookup.find(sendable("ada@site.example"), at()));
      expect(error).toMatchObject({ cause: { message: "The resolver DENIES_ALL" } });
      other.know("outlook.com", { MX: [mx("outlook.com", "mx.outlook.com")] });
      expect(await lookup.find(sendable("ada@site.example"), at())).toEqual(NO_MAIL_SERVER);
    } finally {
      await other.close();
    }
  });

  it("of one that is believed, it is made sure once in five minutes, and when the clock was set back", async () => {
    const good = knowing(new Set(["outlook.com"]));
    const controlsAt = async (nowMs: number) => {
      good.asked.length = 0;
      expect(await good.find("site.example", nowMs)).toEqual(NO_MAIL_SERVER);
      return good.asked.slice(1);
    };
    expect(await controlsAt(10_000)).toEqual(LARGE);
    expect(await controlsAt(10_000)).toEqual([]);
    expect(await controlsAt(309_999)).toEqual([]);
    expect(await controlsAt(310_000)).toEqual(LARGE);
    expect(await controlsAt(609_999)).toEqual([]);
    expect(await controlsAt(0)).toEqual(LARGE);
  });

  it("nothing but the domain is asked for while it is found", async () => {
    const good = knowing(new Set(["site.example"]));
    await good.find("site.example");
    expect(good.asked).toEqual(["site.example"]);
  });
});

/** A resolver whose questions stay open until they are cancelled, but for those that are answered here. */
function hanging(answers: Partial<MailResolver> = {}) {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  let isCancelled = false;
  const never = () => promise;
  const cancel = () => {
    isCancelled = true;
    reject(new Error("cancelled"));
  };
  const resolver: MailResolver = { resolveMx: never, resolve4: never, resolve6: never, ...answers, cancel };
  return { resolver, cancelled: () => isCancelled };
}

describe("a lookup that ends", () => {
  it("leaves no question open: an address is enough, while the other family hangs", async () => {
    const { resolver, cancelled } = hanging({
      resolveMx: async () => [],
      resolve4: async () => ["192.0.2.1"],
    });
    const one = dnsLookup({ resolver: () => resolver, timeoutMs: AGES_MS });
    expect(await one.find(sendable("ada@example.com"), at())).toEqual(IMPLICIT_MX);
    expect(cancelled()).toBe(true);
  });

  it("calls off in time whatever resolver it was given", async () => {
    const { resolver, cancelled } = hanging();
    const one = dnsLookup({ resolver: () => resolver, timeoutMs: SHORT_MS });
    const error = await unavailability(one.find(sendable("ada@example.com"), at()));
    expect(error).toMatchObject({ cause: { code: "ETIMEOUT", cause: { name: "TimeoutError" } } });
    expect(cancelled()).toBe(true);
  });

  it("ends no other one", async () => {
    const one = lookup();
    const answer = Promise.withResolvers<Reply>();
    const [silent, slow] = [domainWith(() => ({ MX: "hangs" })), domainWith(() => ({ MX: answer.promise }))];
    const bothAsked = Promise.all([silent, slow].map(server.isAsked));
    const impatient = dnsLookup({ servers: [server.address], timeoutMs: 100 });
    const left = impatient.find(sendable(`ada@${silent}`), at());
    const stays = one.find(sendable(`ada@${slow}`), at());
    await bothAsked;
    await unavailability(left);
    answer.resolve([mx(slow, "mx.example")]);
    expect(await stays).toEqual(MAIL_SERVER_FOUND);
  });

  it("goes on when the client has left: hanging up is no way past it", async () => {
    const domain = domainWith((name) => ({ MX: [mx(name, ".", 0)] }));
    const finding = lookup().find(sendable(`ada@${domain}`), at(0, AbortSignal.abort()));
    expect(await finding).toMatchObject({ status: "undeliverable", reason: "NULL_MX" });
  });
});

it.each(["dns.example", "999.0.2.53", "192.0.2.53:99999", ":::::", ""])(
  "the name server %j is misuse, at once",
  (name) => expect(() => dnsLookup({ servers: [name] })).toThrow(TypeError),
);

it.each([0, -1, Number.NaN, 0.5, 1e12])("a time-out of %d ms is misuse, at once", (timeoutMs) =>
  expect(() => dnsLookup({ timeoutMs })).toThrow(RangeError),
);

it("a resolver that cannot be made is an outage", async () => {
  const resolver = () => {
    throw new Error("no more sockets");
  };
  await unavailability(dnsLookup({ resolver }).find(sendable("ada@site.example"), at()));
});

describe("whatever a name server answers", () => {
  const RECORDS = {
    MX: (name: string) => mx(name, "mx.example"),
    "null MX": (name: string) => mx(name, ".", 0),
    A: a,
    AAAA: aaaa,
    CNAME: (name: string) => cname(name, `real.${name}`),
    TXT: (name: string): Answer => ({ type: "TXT", name, data: "v=spf1 -all" }),
  };
  type Kind = keyof typeof RECORDS;
  /** The records of an answer, or its error code. */
  type Plan = readonly Kind[] | number;
  type Plans = readonly [mx: Plan, a: Plan, aaaa: Plan];

  const records = fc.array(fc.constantFrom<Kind[]>(...(Object.keys(RECORDS) as Kind[])), { maxLength: 3 });
  const plan = fc.oneof(
    { arbitrary: records, weight: 4 },
    { arbitrary: fc.constantFrom(...Object.values(RCODE)), weight: 1 },
  );
  const plans = fc.tuple(plan, plan, plan);
  const atOnce = <T>(each: fc.Arbitrary<T>) => fc.array(each, { minLength: 20, maxLength: 20 });

  const holds = (planned: Plan, kind: Kind) => typeof planned !== "number" && planned.includes(kind);
  const isUnknown = (planned: Plan) => typeof planned === "number" && planned !== RCODE.NXDOMAIN;

  function expectedOf([exchanges, ...addresses]: Plans): Finding | "unavailable" {
    if (exchanges === RCODE.NXDOMAIN) return NO_MAIL_SERVER;
    if (isUnknown(exchanges)) return "unavailable";
    if (holds(exchanges, "MX")) return MAIL_SERVER_FOUND;
    if (holds(exchanges, "null MX")) return NULL_MX;
    if (holds(addresses[0], "A") || holds(addresses[1], "AAAA")) return IMPLICIT_MX;
    return addresses.some(isUnknown) ? "unavailable" : NO_MAIL_SERVER;
  }

  const replyOf = (planned: Plan, name: string): Reply =>
    typeof planned === "number" ? { rcode: planned } : planned.map((kind) => RECORDS[kind](name));

  const outcomeOf = (domain: string, timeoutMs?: number): Promise<Finding | "unavailable"> =>
    find(domain, timeoutMs).catch((error: unknown) => {
      if (isUnavailable(error)) return "unavailable";
      throw error;
    });

  it("well-formed, it is judged by the rules", async () => {
    const seen = new Map<string, number>();
    const judged = async (each: Plans) => {
      const [MX, A, AAAA] = each;
      const domain = domainWith((n) => ({ MX: replyOf(MX, n), A: replyOf(A, n), AAAA: replyOf(AAAA, n) }));
      const outcome = await outcomeOf(domain);
      expect(outcome).toEqual(expectedOf(each));
      const kind = outcome === "unavailable" ? outcome : outcome.reason;
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
    };
    await fc.assert(
      fc.asyncProperty(atOnce(plans), async (several) => void (await Promise.all(several.map(judged)))),
      { numRuns: 50 },
    );
    expect(seen.size).toBe(5);
    expect(Math.min(...seen.values()), "plenty of each kind").toBeGreaterThan(20);
  });

  it("any bytes at all, it is not known", async () => {
    const bytes = fc.uint8Array({ maxLength: 80 }).map((each): Domain => ({ MX: { bytes: each } }));
    const outcome = (records: Domain) =>
      outcomeOf(
        domainWith(() => records),
        SHORT_MS,
      );
    await fc.assert(
      fc.asyncProperty(atOnce(bytes), async (several) => {
        expect(new Set(await Promise.all(several.map(outcome)))).toEqual(new Set(["unavailable"]));
      }),
      { numRuns: 20 },
    );
  });
});
