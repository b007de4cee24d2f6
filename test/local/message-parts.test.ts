import fc from "fast-check";
import { expect, it } from "vitest";
import { messageParts } from "../../local/message-parts.ts";
import { segmentation } from "../../src/sms/segments.ts";

it.each([
  ["nothing", "", "GSM-7", 1],
  ["160 of GSM-7", "a".repeat(160), "GSM-7", 1],
  ["161 of GSM-7", "a".repeat(161), "GSM-7", 2],
  ["306 of GSM-7", "a".repeat(306), "GSM-7", 2],
  ["307 of GSM-7", "a".repeat(307), "GSM-7", 3],
  ["80 of two places each", "€".repeat(80), "GSM-7", 1],
  ["81 of two places each", "€".repeat(81), "GSM-7", 2],
  ["one of two places where one is free", `${"a".repeat(152)}€${"a".repeat(152)}`, "GSM-7", 3],
  ["70 of UCS-2", "ก".repeat(70), "UCS-2", 1],
  ["71 of UCS-2", "ก".repeat(71), "UCS-2", 2],
  ["one emoji among 69", `${"a".repeat(69)}😀`, "UCS-2", 2],
  ["a letter that GSM-7 has only as a capital", "ç", "UCS-2", 1],
] as const)("%s", (_what, text, encoding, parts) => {
  expect(messageParts(text)).toEqual({ encoding, parts });
});

it("agrees with the product's own count, which knows nothing of it", () => {
  const gsm = fc.constantFrom("a", "é", "€", "{", "\n", "@", "Ω", " ");
  const beyond = fc.constantFrom("ก", "ç", "😀", "—");
  const text = fc.oneof(
    fc.string({ unit: gsm, maxLength: 480 }),
    fc.string({ unit: fc.oneof(gsm, beyond), maxLength: 220 }),
  );
  fc.assert(
    fc.property(text, (message) => {
      const { encoding, segments: parts } = segmentation(message);
      expect(messageParts(message)).toEqual({ encoding, parts });
    }),
    { numRuns: 2_000 },
  );
});
