import { lazily } from "../aws/lazily.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import type { ControlStore } from "../stores/control-store.ts";
import type { CounterStore } from "../stores/counter-store.ts";
import type { MessageStore } from "../stores/message-store.ts";
import type { OnceStore } from "../stores/once-store.ts";
import type { SpendStore } from "../stores/spend-store.ts";
import type { LazyTable } from "./lazy-table.ts";

export interface ContactStores {
  readonly claims: ClaimStore;
  readonly once: OnceStore;
  readonly spend: SpendStore;
  readonly controls: Pick<ControlStore, "read">;
  readonly counters: Pick<CounterStore, "add">;
  readonly messages: Pick<MessageStore, "keep">;
}

/** What an extended form remembers, on the rate table and the table of messages; each loaded with its first call. */
export const contactStores = (rate: LazyTable, messages: LazyTable): ContactStores => ({
  claims: lazily({ claim: true, release: true }, async () => {
    const { dynamoDbClaims } = await import("../stores/dynamodb-claims.ts");
    return dynamoDbClaims(await rate());
  }),
  once: lazily({ claim: true, finish: true, release: true }, async () => {
    const { dynamoDbOnce } = await import("../stores/dynamodb-once.ts");
    return dynamoDbOnce(await rate());
  }),
  spend: lazily<SpendStore>({ reserve: true, giveBack: true }, async () => {
    const { dynamoDbSpend } = await import("../stores/dynamodb-spend.ts");
    return dynamoDbSpend(await rate());
  }),
  controls: lazily<Pick<ControlStore, "read">>({ read: true }, async () => {
    const { dynamoDbControls } = await import("../stores/dynamodb-controls.ts");
    return dynamoDbControls(await rate());
  }),
  counters: lazily<Pick<CounterStore, "add">>({ add: true }, async () => {
    const { dynamoDbCounters } = await import("../stores/dynamodb-counters.ts");
    return dynamoDbCounters(await rate());
  }),
  messages: lazily<Pick<MessageStore, "keep">>({ keep: true }, async () => {
    const { dynamoDbMessages } = await import("../stores/dynamodb-messages.ts");
    return dynamoDbMessages(await messages());
  }),
});
