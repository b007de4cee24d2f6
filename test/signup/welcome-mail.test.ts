import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { welcomeMail } from "../../src/signup/welcome-mail.ts";
import { addresses } from "../email/support/addresses.ts";
import { sendable } from "../email/support/asking.ts";
import { OWNER } from "../support/planted.ts";

const ADA = sendable("Ada+x@visitors.example");

describe("welcomeMail", () => {
  it("says who signed up where, in text and in HTML", () => {
    expect(welcomeMail({ from: OWNER, siteName: `<b>"Ada" & Söhne</b>` }, ADA)).toEqual({
      from: OWNER,
      to: ["Ada+x@visitors.example"],
      replyTo: [],
      subject: `Welcome to <b>"Ada" & Söhne</b>`,
      text: `This address has been used to sign up at <b>"Ada" & Söhne</b>.

If that was not you, there is nothing to do: ignore this mail.
`,
      html: `<!doctype html>
<html lang="en"><body><p>This address has been used to sign up at &#60;b&#62;&#34;Ada&#34; &#38; Söhne&#60;/b&#62;.</p>
<p>If that was not you, there is nothing to do: ignore this mail.</p></body></html>
`,
    });
  });

  it("does without the name of the site", () => {
    const { subject, text } = welcomeMail({ from: OWNER }, ADA);
    expect(subject).toBe("Welcome");
    expect(text).toContain("to sign up at our site.");
  });

  it("is the same for everybody but for whom it goes to", () => {
    const { to: _, ...toAda } = welcomeMail({ from: OWNER }, ADA);
    fc.assert(
      fc.property(addresses, (address) => {
        fc.pre(address.ascii !== undefined);
        const { ascii = "" } = address;
        expect(welcomeMail({ from: OWNER }, { ...address, ascii })).toEqual({ ...toAda, to: [ascii] });
      }),
    );
  });
});
