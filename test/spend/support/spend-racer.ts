/**
 * One warm instance in a process of its own. Told to go, it puts many texts at once through a gate with the ceiling; what
 * passes is posted to an outbox. Some of its providers fail, in ways that follow from the number of the text.
 */
import type { AwsConnection } from "../../../src/aws/connection.ts";
import { gate, type Outcome } from "../../../src/gate/gate.ts";
import { postJson } from "../../../src/http/post-json.ts";
import { callingCodeOf } from "../../../src/sms/calling-code.ts";
import { type Ceiling, ceiling } from "../../../src/spend/ceiling.ts";
import { textCharge } from "../../../src/spend/charges.ts";
import { priceBook } from "../../../src/spend/price-book.ts";
import { SPEND_WARNING, spendCounts } from "../../../src/spend/warning.ts";
import { dynamoDbTable } from "../../../src/stores/dynamodb.ts";
import { dynamoDbClaims } from "../../../src/stores/dynamodb-claims.ts";
import { dynamoDbSpend } from "../../../src/stores/dynamodb-spend.ts";

export interface Race {
  readonly connection: AwsConnection;
  readonly tableName: string;
  readonly outbox: string;
  readonly nowMs: number;
  readonly limitMicroUsd: number;
  readonly countryLimits: readonly (readonly [code: string, microUsd: number])[];
  readonly priceMicroUsd: number;
  readonly phones: readonly string[];
  /** `works`: every text goes. `fails`: some surely do not, and some nobody knows of, so that a second provider sends too. */
  readonly provider: "works" | "fails";
}

/** What became of each text, and the warnings that were told. */
export interface Raced {
  readonly ends: readonly string[];
  readonly warnings: number;
}

interface Text {
  readonly phone: string;
  readonly segments: number;
}

process.on("message", async (race: Race) => {
  const table = dynamoDbTable({ ...race.connection, tableName: race.tableName, timeoutMs: 60_000 });
  const money = ceiling<Text>({
    store: dynamoDbSpend(table),
    claims: dynamoDbClaims(table),
    chargeOf: textCharge({
      prices: priceBook({ yours: new Map([["*", race.priceMicroUsd]]) }),
      limitMicroUsd: race.limitMicroUsd,
      countryLimits: new Map(race.countryLimits),
      callingCodeOf,
    }),
  });
  const texts = gate<Text>("race").check(money.check);
  const at = { nowMs: race.nowMs, elapsedMs: () => 0, signal: new AbortController().signal };

  const through = async (phone: string, index: number) => {
    const counts: string[] = [];
    const decision = await texts.through({ phone, segments: 1 }, at, async (text) =>
      send(race, text, index, money, counts),
    );
    counts.push(...spendCounts(decision.trail));
    return { end: decision.ok ? String(decision.outcome.sent) : decision.reason, counts };
  };
  const all = await Promise.all(race.phones.map(through));
  const raced: Raced = {
    ends: all.map(({ end }) => end),
    warnings: all.flatMap(({ counts }) => counts).filter((name) => name === SPEND_WARNING).length,
  };
  process.send?.(raced);
});
process.send?.("ready");

async function send(
  { outbox, provider, nowMs }: Race,
  text: Text,
  index: number,
  money: Ceiling<Text>,
  counts: string[],
): Promise<Outcome<null>> {
  const post = () =>
    postJson({
      url: new URL(outbox),
      headers: {},
      body: JSON.stringify(text),
      connectTimeoutMs: 60_000,
      readTimeoutMs: 60_000,
    });
  if (provider === "fails" && index % 3 === 0) return { sent: false, reason: "SURELY_NOT" };
  await post();
  if (provider === "fails" && index % 3 === 1) {
    const second = await money.again(text, { nowMs });
    if (second.reserved) {
      counts.push(...second.counts);
      await post();
    }
    return { sent: "unknown", reason: "NOBODY_KNOWS" };
  }
  return { sent: true, value: null };
}
