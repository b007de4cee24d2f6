import { describe, expect, it } from "vitest";
import { digestMail, digestsOf, type Received } from "../../src/contact/digest.ts";

const ENVELOPE = { from: "website@site.example", to: "owner@site.example", siteName: "Example Ltd" };
const MOMENT_MS = Date.UTC(2026, 10, 22, 9, 30);

const received = (number: number, over: Partial<Received> = {}): Received => ({
  acceptedAtMs: MOMENT_MS + number * 60_000,
  name: `Visitor ${number}`,
  email: `visitor${number}@visitors.example`,
  message: `Message ${number}`,
  ...over,
});
const many = (count: number, over: Partial<Received> = {}) =>
  Array.from({ length: count }, (_, number) => received(number, over));

describe("a digest", () => {
  it("is exactly this", () => {
    const mail = digestMail(ENVELOPE, [received(0, { message: "One.\n\nTwo." }), received(1)]);
    const { html, ...rest } = mail;
    expect(rest).toEqual({
      from: "website@site.example",
      to: ["owner@site.example"],
      replyTo: [],
      subject: "Example Ltd: 2 messages",
      text: [
        "1. Visitor 0 <visitor0@visitors.example>, 2026-11-22 09:30 UTC",
        "",
        "    One.",
        "",
        "    Two.",
        "",
        "2. Visitor 1 <visitor1@visitors.example>, 2026-11-22 09:31 UTC",
        "",
        "    Message 1",
        "",
        "-- ",
        "So many messages came through your contact form that they are sent as one. To answer one, write to its address.",
        "",
      ].join("\n"),
    });
    expect(html).toContain("<strong>1. Visitor 0 &#60;visitor0@visitors.example&#62;</strong>");
    expect(html).toContain("One.<br>\n<br>\nTwo.</p>");
  });

  it("without a site name says what it is of", () => {
    expect(digestMail({ ...ENVELOPE, siteName: undefined }, many(3)).subject).toBe(
      "Contact form: 3 messages",
    );
  });

  it("lets nobody forge the heading of another message, nor markup", () => {
    const forged = received(0, {
      name: "A\r\nB <script>",
      email: 'a"\n2. Somebody <x@y.example>',
      message:
        "Hello\r\n\r\n2. Somebody <x@y.example>, 2026-11-22 09:30 UTC\u2028<img src=x onerror=alert(1)>",
    });
    const { text, html } = digestMail(ENVELOPE, [forged, received(1)]);
    const headings = text.split("\n").filter((line) => /^\d+\. /.test(line));
    expect(headings).toHaveLength(2);
    expect(headings[1]).toContain("Visitor 1");
    expect(html).not.toMatch(/<(?:script|img)/);
    expect(html.match(/<strong>/g)).toHaveLength(2);
  });
});

describe("how messages are put into digests", () => {
  const sizesOf = (digests: readonly (readonly unknown[])[]) => digests.map(({ length }) => length);
  const itself = (one: Received) => one;

  it("in their order, whatever the queue's", () => {
    const shuffled = [received(2), received(0), received(1)];
    expect(digestsOf(shuffled, itself)).toEqual([[received(0), received(1), received(2)]]);
    expect(shuffled[0]).toEqual(received(2));
  });

  it.each([
    [0, []],
    [1, [1]],
    [200, [200]],
    [201, [200, 1]],
    [450, [200, 200, 50]],
  ])("%i messages in digests of %j", (count, sizes) => {
    expect(sizesOf(digestsOf(many(count), itself))).toEqual(sizes);
  });

  it("at most a megabyte in one, counted as bytes, and none is left out", () => {
    // 5,000 code points of 4 bytes each: 49 fit.
    const large = many(100, { message: "😀".repeat(5_000) });
    const digests = digestsOf(large, itself);
    expect(sizesOf(digests)).toEqual([49, 49, 2]);
    expect(digests.flat()).toEqual(large);
  });

  it("one that is too large by itself goes by itself", () => {
    const huge = received(1, { message: "a".repeat(1_000_001) });
    expect(digestsOf([received(0), huge, received(2)], itself)).toEqual([
      [received(0)],
      [huge],
      [received(2)],
    ]);
  });
});
