import { beforeEach, describe, expect, it } from "vitest";
import { feedback } from "../../src/delivery/feedback.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { memoryMailEvents } from "../../src/stores/memory-mail-events.ts";
import { at } from "../email/support/asking.ts";
import { VISITOR } from "../support/planted.ts";
import { bounce, complaint, SENT_ON, send } from "./support/ses-messages.ts";

let events: ReturnType<typeof memoryMailEvents>;
let lost: string[];
let outages: Error[];
let takeIn: (told: unknown) => Promise<string>;
beforeEach(() => {
  events = memoryMailEvents();
  lost = [];
  outages = [];
  const take = feedback({
    events,
    giveUpOn: async (address, because) => {
      const outage = outages.shift();
      if (outage) throw outage;
      lost.push(`${address} ${because}`);
    },
  });
  takeIn = async (told) => {
    const { gate, outcome, reason, trail } = await take(
      typeof told === "string" ? told : JSON.stringify(told),
      at(Date.UTC(2024, 0, 5)),
    );
    expect({ gate, trail }).toEqual({ gate: "feedback", trail: [] });
    return `${outcome} ${reason}`;
  };
});

describe("what SES tells of a mail", () => {
  it("is counted on the day (UTC) on which the mail was sent, whenever it is told", async () => {
    expect(await takeIn(send())).toBe("answered SENT");
    expect(await takeIn(bounce())).toBe("answered BOUNCED");
    expect(await takeIn(complaint())).toBe("answered COMPLAINED");
    expect(await events.read(SENT_ON)).toEqual({ sent: 1, bounced: 1, complained: 1 });
    expect(lost).toEqual([`${VISITOR.email} bounced`, `${VISITOR.email} complained`]);
  });

  it("is counted once, and given up on as often as it is told", async () => {
    await takeIn(bounce());
    expect(await takeIn(bounce())).toBe("answered REPEATED");
    expect(await events.read(SENT_ON)).toMatchObject({ bounced: 1 });
    expect(lost).toHaveLength(2);
  });

  it("is counted by mail: each of its addresses may bounce on its own", async () => {
    const other = { bouncedRecipients: [{ emailAddress: "other@visitors.example" }] };
    await takeIn(bounce());
    expect(await takeIn(bounce(other))).toBe("answered REPEATED");
    expect(lost).toContain("other@visitors.example bounced");
  });

  it.each([
    ["answered IGNORED", bounce({ bounceType: "Transient" })],
    ["answered IGNORED", { eventType: "Delivery" }],
    ["failed MALFORMED_EVENT", "planted"],
  ])("counts to nothing, and nobody is given up on: %s", async (ending, told) => {
    expect(await takeIn(told)).toBe(ending);
    expect(await events.read(SENT_ON)).toEqual({ sent: 0, bounced: 0, complained: 0 });
    expect(lost).toEqual([]);
  });

  it("counts to nothing where SES did not even try, and is given up on", async () => {
    expect(await takeIn(bounce({ bounceSubType: "OnAccountSuppressionList" }))).toBe("answered SUPPRESSED");
    expect(await events.read(SENT_ON)).toMatchObject({ bounced: 0 });
    expect(lost).toEqual([`${VISITOR.email} bounced`]);
  });
});

it("is taken in whole when it is told again after somebody could not be remembered", async () => {
  outages.push(new Unavailable("secrets", new Error("throttled")));
  await expect(takeIn(bounce())).rejects.toThrow("secrets is unavailable");
  expect(await takeIn(bounce())).toBe("answered BOUNCED");
  expect(await events.read(SENT_ON)).toMatchObject({ bounced: 1 });
  expect(lost).toEqual([`${VISITOR.email} bounced`]);
});
