import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findingCache } from "../../src/email/finding-cache.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { mailbox } from "../../src/signup/mailbox.ts";
import { addresses, parsed } from "../email/support/addresses.ts";
import { at, sendable } from "../email/support/asking.ts";

const nameOf = async (text: string, secret = "the secret of a test") => {
  const verdict = await mailbox(async () => secret).run({ address: parsed(text) }, at());
  return verdict.ok ? verdict.adds.mailbox : expect.fail("refused");
};

describe("mailbox", () => {
  it("gives all spellings of one mailbox one name", async () => {
    const name = await nameOf("ada.lovelace@gmail.com");
    for (const other of ["AdaLovelace+shop@GoogleMail.com", "a.d.a.lovelace@ｇｍａｉｌ.com"])
      expect(await nameOf(other)).toBe(name);
    for (const other of ["ada.lovelace@site.example", "ada.lovelac@gmail.com"])
      expect(await nameOf(other)).not.toBe(name);
  });

  it("is a keyed hash: no part of the address, nothing that divides keys, another under another secret", async () => {
    await fc.assert(
      fc.asyncProperty(addresses, async ({ text }) => {
        expect(await nameOf(text)).toMatch(/^[0-9a-f]{32}$/);
        expect(await nameOf(text)).not.toBe(await nameOf(text, "another secret of a test"));
      }),
    );
  });

  it("is another than that of the cache: who reads the table cannot tell which verdict is whose", async () => {
    const asked: string[] = [];
    const store = { find: async (key: string) => void asked.push(key), keep: async () => {} };
    const key = async () => "the secret of a test";
    await findingCache({ store, key }).find(sendable("ada@site.example"), at());
    expect(asked).toHaveLength(1);
    expect(asked).not.toContain(`email#${await nameOf("ada@site.example")}`);
  });

  it("has no name when the secret cannot be read", async () => {
    const down = new Unavailable("secrets", new Error("throttled"));
    const check = mailbox(async () => {
      throw down;
    });
    await expect(check.run({ address: parsed("ada@site.example") }, at())).rejects.toBe(down);
  });
});
