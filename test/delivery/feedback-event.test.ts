import { describe, expect, it } from "vitest";
import { readFeedback } from "../../src/delivery/feedback-event.ts";
import { VISITOR } from "../support/planted.ts";
import { bounce, complaint, MESSAGE_ID, mailOf, SENT_AT, send } from "./support/ses-messages.ts";

const read = (told: unknown) => readFeedback(JSON.stringify(told));
const MAIL = { messageId: MESSAGE_ID, sentAtMs: Date.parse(SENT_AT) };

describe.each(["eventType", "notificationType"] as const)("what SES names %s", (as) => {
  it("a mail that was sent", () => {
    expect(read(send({ as }))).toEqual({ event: "sent", ...MAIL, lost: [], counts: true });
  });

  it("a bounce", () => {
    const told = { event: "bounced", ...MAIL, lost: [VISITOR.email], counts: true };
    expect(read(bounce({}, { as }))).toEqual(told);
  });

  it("a complaint", () => {
    const told = { event: "complained", ...MAIL, lost: [VISITOR.email], counts: true };
    expect(read(complaint({}, { as }))).toEqual(told);
  });
});

describe("what counts to no rate of SES", () => {
  it.each(["Transient", "Undetermined"])("a bounce that is %s: nobody is lost by it", (bounceType) => {
    expect(read(bounce({ bounceType }))).toBe("ignored");
  });

  it("what the account's own list stopped: it is lost all the same", () => {
    const lost = { lost: [VISITOR.email], counts: false };
    expect(read(bounce({ bounceSubType: "OnAccountSuppressionList" }))).toMatchObject(lost);
    expect(read(complaint({ complaintSubType: "OnAccountSuppressionList" }))).toMatchObject(lost);
  });

  it("but what the list of all of SES stopped does", () => {
    expect(read(bounce({ bounceSubType: "Suppressed" }))).toMatchObject({ counts: true });
  });

  it("a report that it is no spam is no complaint", () => {
    expect(read(complaint({ complaintFeedbackType: "not-spam" }))).toBe("ignored");
  });

  it("a complaint without a report is one", () => {
    const bare = { complaintFeedbackType: undefined, complaintSubType: null };
    expect(read(complaint(bare))).toMatchObject({ event: "complained", counts: true });
  });
});

describe("who is lost", () => {
  const named = (...emailAddresses: string[]) => ({
    bouncedRecipients: emailAddresses.map((emailAddress) => ({ emailAddress })),
  });

  it("everyone who is named, once", () => {
    const to = { destination: ["a@visitors.example", "b@visitors.example", "c@visitors.example"] };
    const both = named("a@visitors.example", "b@visitors.example", "a@visitors.example");
    expect(read(bounce(both, { mail: to }))).toMatchObject({
      lost: ["a@visitors.example", "b@visitors.example"],
    });
  });

  it("the one whom the mail went to, also when their server names where it forwards to", () => {
    expect(read(bounce(named("elsewhere@visitors.example")))).toMatchObject({
      lost: ["elsewhere@visitors.example", VISITOR.email],
    });
  });
});

describe("what nothing follows from", () => {
  it.each(["Delivery", "Reject", "Open", "Click", "Rendering Failure", "DeliveryDelay", "Subscription", ""])(
    "%j",
    (eventType) => {
      expect(read({ eventType, mail: mailOf() })).toBe("ignored");
    },
  );

  it("a type that SES thinks of later, whatever it has with it", () => {
    expect(read({ eventType: "Teleported" })).toBe("ignored");
  });

  it("what SES says when a topic is set up, which is no JSON, and what it said before there were event types", () => {
    const said = "Successfully validated SNS topic for Amazon SES event publishing.";
    expect(readFeedback(said)).toBe("ignored");
    expect(read({ notificationType: "AmazonSnsSubscriptionSucceeded", message: "…" })).toBe("ignored");
  });
});

describe("what is malformed", () => {
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["no text", { eventType: "Send" }],
    ["no JSON", "{"],
    ["no object", "[]"],
    ["null", "null"],
    ["deep", `${'{"a":'.repeat(40)}1${"}".repeat(40)}`],
  ])("%s", (_, message) => {
    expect(readFeedback(message)).toBe("malformed");
  });

  it.each<[string, unknown]>([
    ["no type", { mail: mailOf() }],
    ["a type that is no text", { eventType: 7, mail: mailOf() }],
    ["no mail", { eventType: "Send", send: {} }],
    ["a mail that is a text", { eventType: "Send", mail: "mail" }],
    ["no message id", send({ mail: { messageId: undefined } })],
    ["an empty message id", send({ mail: { messageId: "" } })],
    ["a message id of another form", send({ mail: { messageId: "a#b" } })],
    ["a message id without end", send({ mail: { messageId: "a".repeat(129) } })],
    ["no time", send({ mail: { timestamp: undefined } })],
    ["a time that is none", send({ mail: { timestamp: "yesterday" } })],
    ["no bounce", { eventType: "Bounce", mail: mailOf() }],
    ["a bounce without a type", bounce({ bounceType: undefined })],
    ["a bounce of nobody", bounce({ bouncedRecipients: [] })],
    ["a bounce of no list", bounce({ bouncedRecipients: VISITOR.email })],
    ["a bounce of a number", bounce({ bouncedRecipients: [{ emailAddress: 7 }] })],
    ["a bounce of null", bounce({ bouncedRecipients: [null] })],
    ["no complaint", { eventType: "Complaint", mail: mailOf() }],
    ["a complaint of nobody", complaint({ complainedRecipients: undefined })],
  ])("%s", (_, told) => {
    expect(read(told)).toBe("malformed");
  });
});
