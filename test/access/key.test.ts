import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashOfKey, isWellFormedKey, makeId, makeKey } from "../../src/access/key.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX_LENGTH = "pst_".length;

const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => {
  // Bytes that are passed over are asked for again: these have none.
  const usable = bytes.map((byte) => byte % 248);
  return makeKey(() => usable);
});

describe("an API key", () => {
  it("has a prefix and a form that a scanner can look for", () => {
    for (let i = 0; i < 1_000; i += 1) expect(makeKey(randomBytes)).toMatch(/^pst_[0-9A-Za-z]{38}$/);
  });

  it("is well-formed as it is made, always", () => {
    fc.assert(fc.property(key, isWellFormedKey), { numRuns: 10_000 });
  });

  it("ends in the CRC-32 of its random part, in base 62", () => {
    fc.assert(
      fc.property(key, (each) => {
        const [random, check] = [each.slice(PREFIX_LENGTH, -6), each.slice(-6)];
        const number = check.split("").reduce((sum, digit) => sum * 62 + ALPHABET.indexOf(digit), 0);
        expect(number).toBe(crc32(random));
      }),
    );
  });

  it("keeps its check for ever: keys in the hands of partners must stay valid", () => {
    expect(makeKey(() => new Uint8Array(32))).toBe(`pst_${"0".repeat(32)}2wjyrI`);
  });

  it("shows every wrong character, at every place, by every other character", () => {
    for (let i = 0; i < 20; i += 1) {
      const good = makeKey(randomBytes);
      for (let place = 0; place < good.length; place += 1) {
        for (const other of ALPHABET) {
          if (other === good[place]) continue;
          const typo = good.slice(0, place) + other + good.slice(place + 1);
          if (isWellFormedKey(typo)) throw new Error(`${typo} passes for ${good}`);
        }
      }
    }
  });

  it("shows every two neighbours that changed places", () => {
    fc.assert(
      fc.property(key, fc.integer({ min: PREFIX_LENGTH, max: 40 }), (good, place) => {
        const swapped = good.slice(0, place) + good[place + 1] + good[place] + good.slice(place + 2);
        expect(isWellFormedKey(swapped)).toBe(swapped === good);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each(["", "pst_", "PST_", "x", "pst_ä".padEnd(42, "0"), `${"0".repeat(42)}`])("%j is none", (text) => {
    expect(isWellFormedKey(text)).toBe(false);
  });

  it("is none with anything before or behind it", () => {
    const good = makeKey(randomBytes);
    for (const text of [
      ` ${good}`,
      `${good} `,
      `${good}\n`,
      `${good}, ${good}`,
      good.slice(0, -1),
      `${good}0`,
    ]) {
      expect(isWellFormedKey(text), JSON.stringify(text)).toBe(false);
    }
  });

  it("takes every character equally often: of 256 bytes four each, and the eight that are left are passed over", () => {
    const counts = new Map<string, number>();
    let passedOver = 0;
    for (let byte = 0; byte < 256; byte += 1) {
      let asked = 0;
      const made = makeKey((count) => new Uint8Array(count).fill(asked++ === 0 ? byte : 0));
      const first = made[PREFIX_LENGTH] ?? "";
      if (asked === 1) counts.set(first, (counts.get(first) ?? 0) + 1);
      else passedOver += 1;
    }
    expect(new Set(counts.values())).toEqual(new Set([4]));
    expect([...counts.keys()].toSorted().join("")).toBe(ALPHABET);
    expect(passedOver).toBe(8);
  });

  it("is kept as its SHA-256 in hex", () => {
    const good = makeKey(randomBytes);
    expect(hashOfKey(good)).toBe(createHash("sha256").update(good).digest("hex"));
  });
});

describe("the id of a client", () => {
  it("is ten characters that do not look alike, all equally often", () => {
    let next = 0;
    const counts = new Map<string, number>();
    const source = (count: number) => Uint8Array.from({ length: count }, () => next++ % 256);
    for (let made = 0; made < 128; made += 1) {
      const id = makeId(source);
      expect(id).toMatch(/^[0-9a-hj-km-np-tv-z]{10}$/);
      for (const character of id) counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    expect(new Set(counts.values())).toEqual(new Set([40]));
  });
});
