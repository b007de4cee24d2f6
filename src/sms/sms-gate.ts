import { type Check, passed, refuse } from "../gate/check.ts";
import { gate, type ReasonOf } from "../gate/gate.ts";
import { orElse } from "../gate/or-else.ts";
import { cooldown } from "../limits/cooldown.ts";
import type { CooldownPolicy } from "../limits/cooldown-policy.ts";
import { hourlyCounter } from "../limits/hourly-counter.ts";
import type { Ceiling } from "../spend/ceiling.ts";
import type { AnswerStore } from "../stores/answer-store.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import type { CooldownStore } from "../stores/cooldown-store.ts";
import type { CounterStore } from "../stores/counter-store.ts";
import { memoryClaims } from "../stores/memory-claims.ts";
import { memoryCooldowns } from "../stores/memory-cooldowns.ts";
import { memoryCounters } from "../stores/memory-counters.ts";
import type { CountryPolicy } from "./calling-code.ts";
import { countedHere } from "./counted-here.ts";
import { once, repeated } from "./once.ts";
import { country, e164, plausible } from "./phone.ts";
import { NUMBERING_PLANS_DATE } from "./plans-date.ts";
import { references } from "./references.ts";
import { deliverable, fields } from "./request.ts";
import { type Segmentation, segmentation } from "./segments.ts";
import type { Plain } from "./smart-encoding.ts";

export interface SmsStores {
  readonly cooldowns: CooldownStore;
  readonly counters: CounterStore;
  readonly claims: ClaimStore;
  readonly answers: AnswerStore;
}

export interface SmsGateOptions {
  readonly stores: SmsStores;
  readonly countries: CountryPolicy;
  /** Also write to numbers of internet telephony. Default false: many take no texts, and fraud is cheap there. */
  readonly allowVoipNumbers?: boolean;
  /** Also write to landlines. Default false: most take no texts, and they are paid all the same. */
  readonly allowLandlines?: boolean;
  readonly cooldown: CooldownPolicy;
  /** When the numbering plans were last renewed, YYYY-MM-DD. Default: when those were that this was built with. */
  readonly numberingPlansDate?: string;
  readonly maxSegments: number;
  /** Replace typographic quotes, dashes, spaces and ellipses by their plain twins before counting. Default false. */
  readonly smartEncoding?: boolean;
  /** Texts an hour to numbers that differ in their last four digits only. */
  readonly prefixLimitPerHour: number;
  /** Record what the prefix limit would have refused, and refuse nothing by it. */
  readonly prefixLimitInShadow: boolean;
  /** `limit`: each instance goes on with a small limit of its own. `deny`: nothing is sent. */
  readonly onStoreFailure: "limit" | "deny";
  /** Reads the secret that keys every reference to a number. */
  readonly phoneHashKey: () => Promise<string>;
  /** Makes what stands in for that secret on this instance while it cannot be read. */
  readonly standInKey: () => string;
  /** Whether texts may wait in a queue. Default false. */
  readonly hasQueue?: boolean;
  /** The owner's switch. Default: there is none. */
  readonly paused?: Check<unknown, void, "SERVICE_PAUSED"> | undefined;
  /** Reserves the money of a text. Default: none is counted. */
  readonly ceiling?: Ceiling<PricedText> | undefined;
}

/** What a text costs by. */
export interface PricedText extends Pick<Segmentation, "segments"> {
  readonly phone: string;
}

interface Incoming {
  readonly payload: unknown;
  readonly requestId: string;
}

export type SmsReason = ReasonOf<ReturnType<typeof smsGate>>;

/** Cheapest first: what needs no I/O, then one write for each limit, and money last. */
export function smsGate(options: SmsGateOptions) {
  const { stores, countries, maxSegments, onStoreFailure, phoneHashKey, standInKey } = options;
  const { allowVoipNumbers: voip = false, allowLandlines: landlines = false } = options;
  const { numberingPlansDate = NUMBERING_PLANS_DATE } = options;

  const here = countedHere();
  const whenStoreFails = <N, M extends N, A, R extends string>(
    first: Check<N, A, R>,
    standIn: Check<M, A, R | "RATE_LIMITED" | "SEND_FAILED">,
  ) =>
    orElse<M, A, R | "RATE_LIMITED" | "SEND_FAILED">(
      first,
      onStoreFailure === "deny" ? denied : standIn,
      onStoreFailure === "deny"
        ? "the store or the phone hash key is out of reach: nothing is sent"
        : COUNTED_HERE,
    );

  const prefix = unlessSkipped(
    whenStoreFails(prefixLimit(options, stores.counters), prefixLimit(options, memoryCounters())),
  );

  const beforePrefix = gate<Incoming>("sms")
    .check(fields)
    .check(deliverable(options.hasQueue ?? false))
    .check(e164)
    .check(country(countries))
    .check(plausible({ voip, landlines }, numberingPlansDate))
    .check(segments(maxSegments, options.smartEncoding ?? false))
    .optional(options.paused)
    .check(
      whenStoreFails(references(phoneHashKey), here(withoutIdempotencyKey(references(keptKey(standInKey))))),
    )
    .check(whenStoreFails(repeated(stores.answers), nothingKept))
    .check(
      unlessSkipped(
        whenStoreFails(
          cooldown({ name: "cooldown", store: stores.cooldowns, policy: options.cooldown }),
          here(cooldown({ name: "cooldown", store: memoryCooldowns(), policy: options.cooldown })),
        ),
      ),
    );
  const withPrefix = options.prefixLimitInShadow ? beforePrefix.shadow(prefix) : beforePrefix.check(prefix);
  return withPrefix
    .check(whenStoreFails(once(stores.claims), once(memoryClaims())))
    .optional(options.ceiling?.check);
}

const COUNTED_HERE =
  "the store or the phone hash key is out of reach: this instance counts by itself, and little";

/** Made when first needed: randomness takes milliseconds to load. */
function keptKey(make: () => string): () => Promise<string> {
  let key: string | undefined;
  return async () => {
    key ??= make();
    return key;
  };
}

/** Nobody can tell whether the request was answered before; the once-claim, where it holds, still keeps it from going twice. */
const nothingKept: Check<unknown, void, never> = { name: "repeated", run: () => passed };

/**
 * A key made under a stand-in secret is another on each instance: the promise of the caller's key could not be kept, and the
 * text would go twice.
 */
function withoutIdempotencyKey<N extends { readonly idempotencyKey: string | undefined }, A>(
  check: Check<N, A, never>,
): Check<N, A, "SEND_FAILED"> {
  return {
    name: check.name,
    run: (input, at) =>
      input.idempotencyKey === undefined
        ? check.run(input, at)
        : refuse("SEND_FAILED", { notes: { fault: "store" } }),
  };
}

const denied: Check<unknown, never, "SEND_FAILED"> = {
  name: "denied",
  run: () => refuse("SEND_FAILED", { notes: { fault: "store" } }),
};

/** Only a direct invocation can ask for it; the payload of a stranger never gets here. */
function unlessSkipped<N, R extends string>(
  check: Check<N, void, R>,
): Check<N & { readonly skipRateLimit: boolean }, void, R> {
  return {
    name: check.name,
    run: (input, at) => (input.skipRateLimit ? { ...passed, notes: { skipped: 1 } } : check.run(input, at)),
  };
}

/** What is sent, and how it travels. */
interface Travelling extends Segmentation {
  /** The message, with plain twins where they were asked for. */
  readonly body: string;
  /** Names of the characters that have got one. */
  readonly replaced: readonly string[];
}

/** Loaded where it is switched on. */
async function plain(message: string): Promise<Plain> {
  const { withPlainTwins } = await import("./smart-encoding.ts");
  return withPlainTwins(message);
}

function segments(
  max: number,
  smart: boolean,
): Check<{ readonly message: string }, Travelling, "MESSAGE_TOO_LONG"> {
  return {
    name: "segments",
    run: async ({ message }) => {
      const { text: body, replaced } = smart ? await plain(message) : { text: message, replaced: [] };
      const counted = segmentation(body);
      return counted.segments > max
        ? refuse("MESSAGE_TOO_LONG", { notes: { segments: counted.segments, encoding: counted.encoding } })
        : { ok: true, adds: { ...counted, body, replaced } };
    },
  };
}

/**
 * Attacks on paid numbers walk through neighbours, which a limit for each number never sees. Stands after the cooldown:
 * otherwise refused repeats would use up the prefix and lock the neighbours out.
 */
const prefixLimit = ({ prefixLimitPerHour }: SmsGateOptions, store: CounterStore) =>
  hourlyCounter<{ readonly prefixKey: string }>({
    name: "prefix-limit",
    store,
    limitPerHour: prefixLimitPerHour,
    keyOf: ({ prefixKey }) => prefixKey,
  });
