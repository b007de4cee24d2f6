import { beforeEach, describe, expect, it } from "vitest";
import { createLedger, type Ledger } from "../../soak/ledger.ts";

let ledger: Ledger;
beforeEach(() => {
  ledger = createLedger();
  for (const message of [1, 2]) {
    ledger.queued(`job-${message}`, message);
    ledger.accepted(message);
  }
  ledger.received("one");
  ledger.received("other");
});

const duplicates = () => {
  const { byKill, byUnknown, unexplained } = ledger.verdict().duplicates;
  return { byKill, byUnknown, unexplained };
};
const NONE = { byKill: 0, byUnknown: 0, unexplained: [] };

it("counts what was answered 200 and is in no mail as lost, and nothing else", () => {
  ledger.queued("job-3", 3);
  ledger.sent("one", [1]);
  expect(ledger.verdict()).toMatchObject({ accepted: 2, lost: [2], mails: 1, digests: 0 });
});

it("counts every message of a digest", () => {
  ledger.sent("one", [1, 2]);
  expect(ledger.verdict()).toMatchObject({ lost: [], mails: 1, digests: 1, digested: 2, duplicates: NONE });
});

describe("a message that is sent again", () => {
  it("after its worker was killed with nothing written down is explained by the kill", () => {
    ledger.sent("one", [1, 2]);
    ledger.writtenDown("one", "job-2");
    ledger.died("one");
    ledger.sent("other", [1]);
    expect(duplicates()).toEqual({ ...NONE, byKill: 1 });
    ledger.writtenDown("other", "job-1");
    expect(ledger.verdict()).toMatchObject({ bound: { byKill: 1, byUnknown: 0 }, killsBeforeWritingDown: 1 });
  });

  it("after SES took it without an answer is explained by that", () => {
    ledger.sent("one", [1]).unanswered();
    ledger.sent("other", [1]);
    expect(duplicates()).toEqual({ ...NONE, byUnknown: 1 });
    ledger.writtenDown("other", "job-1");
    expect(ledger.verdict().bound).toEqual({ byKill: 0, byUnknown: 1 });
  });

  it.each<[string, () => void]>([
    ["after it was written down", () => ledger.writtenDown("one", "job-1")],
    ["while its worker is at it", () => undefined],
    [
      "after its worker went on to the next batch, and died at that",
      () => {
        ledger.received("one");
        ledger.died("one");
      },
    ],
    ["after another worker died", () => ledger.died("third")],
  ])("%s is not explained", (_, happens) => {
    ledger.sent("one", [1]);
    happens();
    ledger.sent("other", [1]);
    expect(duplicates()).toEqual({ ...NONE, unexplained: [1] });
  });

  it("is not explained by what happens later", () => {
    const first = ledger.sent("one", [1]);
    ledger.sent("other", [1]);
    first.unanswered();
    ledger.died("one");
    expect(duplicates()).toEqual({ ...NONE, unexplained: [1] });
  });

  it("is not explained by a kill when the table knew that it was sent", () => {
    ledger.sent("one", [1]);
    ledger.writtenDown("one", "job-1");
    ledger.died("one");
    ledger.sent("other", [1]);
    expect(duplicates()).toEqual({ ...NONE, unexplained: [1] });
  });
});

it("counts a send in the bound once, and not when its own worker has written it down", () => {
  ledger.sent("one", [1]).unanswered();
  ledger.sent("other", [2]);
  ledger.died("one");
  ledger.died("other");
  expect(ledger.verdict().bound).toEqual({ byKill: 2, byUnknown: 0 });
  ledger.received("third");
  ledger.sent("third", [1]);
  ledger.writtenDown("one", "job-1");
  expect(ledger.verdict().bound).toEqual({ byKill: 1, byUnknown: 0 });
  ledger.died("third");
  expect(ledger.verdict().bound).toEqual({ byKill: 2, byUnknown: 0 });
});

it("will not have a job written down that nobody queued", () => {
  expect(() => ledger.writtenDown("one", "job-9")).toThrow("nobody has queued the job job-9");
});
