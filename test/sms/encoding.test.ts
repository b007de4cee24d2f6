import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/config/setting.ts";
import { smsSchema } from "../../src/config/sms.ts";
import { smsService, type TextMessage, type TextSender } from "../../src/package/sms.ts";

/* What a caller is told of characters that make a text dear, and which of them SMART_ENCODING replaces. */

const PHONE = "+66812345678";
const x = (count: number) => "x".repeat(count);

async function sent(message: string, smartEncoding?: boolean) {
  const texts: TextMessage[] = [];
  const first: TextSender = {
    name: "ClickSend",
    send: async (text) => {
      texts.push(text);
      return { sent: true, messageId: "1" };
    },
  };
  const service = smsService({
    ...{ first, second: first, phoneHashKey: "0123456789abcdef", maxSegments: 3 },
    ...(smartEncoding !== undefined && { smartEncoding }),
  });
  const answer = await service.send({ phone: PHONE, message });
  return { answer, body: texts[0]?.body };
}

describe("a text that is UCS-2", () => {
  it.each([
    ["one curly quote", `your code’s 123456 ${x(81)}`, 2, ["’ (U+2019)"], 1],
    ["one that costs nothing more, because it is short", "your code’s 123456", 1, ["’ (U+2019)"], 0],
    [
      "several, each named once, by their codes",
      "– “a” “b” 😀",
      1,
      ["– (U+2013)", "“ (U+201C)", "” (U+201D)", "😀 (U+1F600)"],
      0,
    ],
    ["what cannot be seen", "a\u00a0b\u200bc\td", 1, ["U+0009", "U+00A0", "U+200B"], 0],
    ["an accent that stands by itself", "a\u0301", 1, ["U+0301"], 0],
    ["Thai", "กขก".repeat(30), 2, ["ก (U+0E01)", "ข (U+0E02)"], 1],
  ])("%s: is told why and what that costs", async (_, message, segments, characters, extraSegments) => {
    const { answer, body } = await sent(message);
    expect(answer).toMatchObject({
      success: true,
      encoding: "UCS-2",
      segments,
      ucs2: { characters, extraSegments },
    });
    expect(answer).not.toHaveProperty("replaced");
    expect(body).toBe(message);
  });

  it("names ten characters at most", async () => {
    const { answer } = await sent(String.fromCharCode(...Array.from({ length: 40 }, (_, i) => 0xe01 + i)));
    expect(answer).toMatchObject({ ucs2: { characters: { length: 10 } } });
  });

  it("and too long is told the same", async () => {
    expect((await sent(`don’t ${x(300)}`)).answer).toEqual({
      ...{ success: false, error: "MESSAGE_TOO_LONG", rateLimited: false },
      message: "The message would take at least 5 parts (UCS-2). Shorten it.",
      ucs2: { characters: ["’ (U+2019)"], extraSegments: 3 },
    });
  });

  it("is not spoken of where a text is GSM-7", async () => {
    for (const message of ["Hello, don't", x(600)])
      expect((await sent(message)).answer).not.toHaveProperty("ucs2");
  });
});

describe("SMART_ENCODING", () => {
  it.each([
    ["quotes", "‘a’ ‚b‛ “c” „d‟ «e» ‹f› ′g″ `h´", `'a' 'b' "c" "d" "e" 'f' 'g" 'h'`],
    ["dashes", "a‐b‑c‒d–e—f―g−h", "a-b-c-d-e-f-g-h"],
    ["spaces", "a\u00a0b\u202fc\u2007d\u2009e\u3000f", "a b c d e f"],
    ["the ellipsis", "wait…", "wait..."],
  ])("replaces %s by their plain twins before it counts, and says so", async (_, message, plain) => {
    const { answer, body } = await sent(message, true);
    expect(body).toBe(plain);
    expect(answer).toMatchObject({ success: true, encoding: "GSM-7", replaced: expect.any(Array) });
    expect(answer).not.toHaveProperty("ucs2");
  });

  it("names what it replaced, and halves the price", async () => {
    const { answer } = await sent(`your code’s\u00a0123456 ${x(81)}`, true);
    expect(answer).toMatchObject({ segments: 1, replaced: ["U+00A0", "’ (U+2019)"] });
  });

  it("lets a text through that was too long because of one quote", async () => {
    expect((await sent(`don’t ${x(300)}`, true)).answer).toMatchObject({ success: true, segments: 2 });
  });

  it("leaves what has no plain twin, and names that", async () => {
    const { answer, body } = await sent("it’s 😀", true);
    expect(body).toBe("it's 😀");
    expect(answer).toMatchObject({
      encoding: "UCS-2",
      replaced: ["’ (U+2019)"],
      ucs2: { characters: ["😀 (U+1F600)"] },
    });
  });

  it("touches nothing else, and says nothing then", async () => {
    for (const message of ["Grüße, 10 € für Ø", "สวัสดี", "a\u200db"]) {
      const { answer, body } = await sent(message, true);
      expect(body).toBe(message);
      expect(answer).not.toHaveProperty("replaced");
    }
  });

  it("is off unless it is switched on", async () => {
    expect((await sent("it’s")).body).toBe("it’s");
    expect((await sent("it’s", false)).body).toBe("it’s");
    const { SMART_ENCODING } = smsSchema;
    const read = (env: Record<string, string>) => readSettings({ SMART_ENCODING }, env);
    expect(read({})).toMatchObject({ settings: { SMART_ENCODING: false } });
    expect(read({ SMART_ENCODING: "true" })).toMatchObject({ settings: { SMART_ENCODING: true } });
    expect(read({ SMART_ENCODING: "on" }).ok).toBe(false);
  });
});
