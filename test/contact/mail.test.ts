import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SentMail } from "../../local/outbox.ts";
import { type Aws, startAws } from "../support/aws.ts";
import { contactInstance } from "../support/contact-instance.ts";
import { jsonAsk } from "../support/exchange.ts";
import { OWNER, VISITOR } from "../support/planted.ts";

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.close());
beforeEach(() => aws.forget());

/** The mail that the owner gets of a message, and the command that SES got. */
async function mailOf(fields: object, env: Readonly<Record<string, string>> = {}) {
  const instance = contactInstance(aws, { IP_LIMIT_PER_HOUR: "100", ...env });
  const reply = await instance.send(jsonAsk(fields));
  expect(reply).toMatchObject({ status: 200 });
  const mail = aws.mails().at(-1) as SentMail;
  const command = aws.calls.at(-1)?.body as Record<string, unknown>;
  return { mail, command };
}

describe("the mail to the owner", () => {
  it("is exactly this", async () => {
    const { mail, command } = await mailOf({});
    expect(mail).toEqual({
      channel: "email",
      from: OWNER,
      to: [OWNER],
      replyTo: [VISITOR.email],
      subject: "Contact form: message from Planted Visitor",
      text: [
        "Planted Visitor <planted.visitor@visitors.example> wrote:",
        "",
        "A planted message.",
        "On two lines.",
        "",
        "-- ",
        "Sent through your contact form. Reply to answer.",
        "",
      ].join("\n"),
      html: expect.stringContaining("A planted message.<br>\nOn two lines."),
      at: expect.any(String),
    });
    expect(command).toEqual({
      FromEmailAddress: OWNER,
      Destination: { ToAddresses: [OWNER] },
      ReplyToAddresses: [VISITOR.email],
      Content: {
        Simple: {
          Subject: { Data: mail.subject, Charset: "UTF-8" },
          Body: { Text: { Data: mail.text, Charset: "UTF-8" }, Html: { Data: mail.html, Charset: "UTF-8" } },
        },
      },
    });
  });

  it("goes to TO_EMAIL, names the site, and belongs to the configuration set", async () => {
    const { mail, command } = await mailOf(
      {},
      { TO_EMAIL: "office@site.example", SITE_NAME: "Söhne & <Co>", CONFIGURATION_SET: "postern-test" },
    );
    expect(mail).toMatchObject({
      from: OWNER,
      to: ["office@site.example"],
      subject: "Söhne & <Co>: message from Planted Visitor",
    });
    expect(mail.html).toContain("<title>Söhne &#38; &#60;Co&#62;</title>");
    expect(command.ConfigurationSetName).toBe("postern-test");
  });

  it("shows markup as the text that it is", async () => {
    const hostile = `<img src=x onerror="planted()"> <a href='//planted.example'>{{7*7}}</a> &amp;`;
    const { mail } = await mailOf({ name: hostile, message: hostile });
    expect(mail.text).toContain(hostile);
    const shown =
      "&#60;img src=x onerror=&#34;planted()&#34;&#62; &#60;a href=&#39;//planted.example&#39;&#62;{{7*7}}&#60;/a&#62; &#38;amp;";
    expect(mail.html.split(shown)).toHaveLength(3);
    expect(mail.html.match(/<(?!\/?(?:!doctype|html|head|meta|title|body|p|strong|br)\b)/g)).toBeNull();
  });

  it.each([
    ["CR LF", "Ada\r\nBcc: planted@visitors.example", "Ada Bcc: planted@visitors.example"],
    ["NUL", "Ada\0Bcc:", "Ada Bcc:"],
    ["DEL", "Ada\u007fBcc:", "Ada Bcc:"],
    ["U+0085", "Ada\u0085Bcc:", "Ada Bcc:"],
    ["U+2028", "Ada\u2028Bcc:", "Ada Bcc:"],
    ["U+2029", "Ada\u2029Bcc:", "Ada Bcc:"],
    ["many of them", "Ada\r\n\r\n\0\u2028Bcc:", "Ada Bcc:"],
    ["escapes of another kind", "Ada%0d%0aBcc:", "Ada%0d%0aBcc:"],
    ["an encoded word", "=?utf-8?Q?=0D=0ABcc:?=", "= ?utf-8?Q?=0D=0ABcc:?="],
  ])(
    "has a subject of one line with %s in the name, and the intended addresses alone",
    async (_, name, shown) => {
      const { mail, command } = await mailOf({ name });
      expect(mail.subject).toBe(`Contact form: message from ${shown}`);
      expect(mail.text.split("\n")[0]).toBe(`${shown} <${VISITOR.email}> wrote:`);
      expect(command).toMatchObject({
        FromEmailAddress: OWNER,
        Destination: { ToAddresses: [OWNER] },
        ReplyToAddresses: [VISITOR.email],
      });
    },
  );

  it("keeps the lines of a message, and no other control character", async () => {
    const { mail } = await mailOf({ message: "one\r\ntwo\rthree\u2028four\0five\u001b[2J" });
    expect(mail.text).toContain("\n\none\ntwo\nthree\nfour five [2J\n\n");
    expect(mail.html).toContain("one<br>\ntwo<br>\nthree<br>\nfour five [2J");
  });

  it.each([
    ["plain+tag@visitors.example", ["plain+tag@visitors.example"]],
    ["planted@MÜNCHEN.example", ["planted@xn--mnchen-3ya.example"]],
    ["planted@пример.рф", ["planted@xn--e1afmkfd.xn--p1ai"]],
    ["plänted@visitors.example", []],
    ["用户@visitors.example", []],
    ["planted..0511@docomo.ne.jp", []],
    ["planted.visitor.@docomo.ne.jp", []],
  ])("is answered to %s at %j", async (email, replyTo) => {
    const { mail } = await mailOf({ email });
    expect(mail.replyTo).toEqual(replyTo);
    expect(mail.text).toContain(`<${email}>`);
    expect(mail.html).toContain(`&lt;${email}&gt;`);
    const canBeAnswered = replyTo.length > 0;
    expect(mail.text).toContain(canBeAnswered ? "Reply to answer." : "cannot be answered by replying");
  });

  it("never has anything of the visitor in From, whatever the visitor is called", async () => {
    const { mail } = await mailOf({ name: `"Owner" <${OWNER}>`, email: "planted@visitors.example" });
    expect(mail).toMatchObject({ from: OWNER, to: [OWNER], replyTo: ["planted@visitors.example"] });
  });
});
