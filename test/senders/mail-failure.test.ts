import * as sdk from "@aws-sdk/client-sesv2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MailFailure } from "../../src/senders/mailer.ts";
import { sesMailer } from "../../src/senders/ses.ts";
import { MAIL, startSesServer } from "./support/ses-server.ts";

let ses: Awaited<ReturnType<typeof startSesServer>>;
beforeAll(async () => {
  ses = await startSesServer();
});
beforeEach(() => ses.forget());
afterAll(() => ses.close());

const UNVERIFIED =
  "Email address is not verified. The following identities failed the check in region EU-NORTH-1: owner@site.example";

/** Every error of `SendEmail`, and those of every AWS service, as they stand on the wire. A name that means two things has a
 * row for each. */
const SAID: readonly [type: string, status: number, message: string, failure: MailFailure][] = [
  ["BadRequestException", 400, "Illegal address", "permanent"],
  ["BadRequestException", 400, "Email sending is disabled for this account.", "lasting"],
  ["BadRequestException", 400, "Configuration set does not exist", "lasting"],
  ["BadRequestException", 400, "Illegal address: <sandbox-quota@not.verified.example>", "permanent"],
  ["MessageRejected", 400, "The message contains a virus.", "permanent"],
  ["MessageRejected", 400, UNVERIFIED, "lasting"],
  ["MessageRejected", 400, "Email address is not verified.", "lasting"],
  ["MessageRejected", 400, "Identity is not verified: arn:aws:ses:x", "lasting"],
  ["MessageRejected", 400, "Sending paused for this account. For more information, look at", "lasting"],
  ["MessageRejected", 400, "Sending suspended for this account. For more information,", "lasting"],
  ["MessageRejected", 400, "Email sending for the configuration set site is paused.", "lasting"],
  ["MessageRejected", 400, "The account is in the sandbox.", "lasting"],
  ["MessageRejected", 400, "Daily message quota exceeded.", "lasting"],
  ["MessageRejected", 400, "Maximum sending rate exceeded.", "passing"],
  ["MessageRejected", 400, "Address is on the suppression list", "lasting"],
  ["AccountSendingPausedException", 400, "Email sending for the account is paused.", "lasting"],
  ["ConfigurationSetSendingPausedException", 400, "Sending is paused", "lasting"],
  ["ConfigurationSetDoesNotExistException", 400, "There is no such set", "lasting"],
  ["AccountSuspendedException", 400, "The account is suspended", "lasting"],
  ["SendingPausedException", 400, "Sending is paused", "lasting"],
  ["MailFromDomainNotVerifiedException", 400, "The MAIL FROM domain is not verified", "lasting"],
  ["LimitExceededException", 400, "Limit exceeded", "lasting"],
  ["LimitExceededException", 400, "Maximum sending rate exceeded.", "passing"],
  ["NotFoundException", 404, "Configuration set <x> does not exist.", "lasting"],
  ["AccessDeniedException", 403, "User is not authorized to perform `ses:SendEmail'", "lasting"],
  ["TooManyRequestsException", 429, "Too many requests", "passing"],
  ["TooManyRequestsException", 429, "Daily message quota exceeded.", "lasting"],
  ["ThrottlingException", 400, "Maximum sending rate exceeded.", "passing"],
  ["ThrottlingException", 400, "Daily message quota exceeded", "lasting"],
  ["ThrottlingException", 400, "Daily sending quota exceeded", "lasting"],
  ["UnrecognizedClientException", 403, "The security token included in the request is invalid.", "lasting"],
  ["InvalidClientTokenId", 403, "The security token included in the request is invalid.", "lasting"],
  ["OptInRequired", 403, "You are not subscribed to this service", "lasting"],
  ["InvalidSignatureException", 403, "The request signature we calculated does not match", "lasting"],
  ["InvalidSignatureException", 403, "Signature expired: 20261201T000000Z is now earlier", "passing"],
  ["SignatureDoesNotMatch", 403, "Signature not yet current: 20261201T000000Z", "passing"],
  ["ExpiredTokenException", 403, "The security token is expired", "passing"],
  ["RequestTimeTooSkewed", 403, "The request time is too far off", "passing"],
  ["AnErrorOfTomorrow", 400, "Nobody knows it yet", "passing"],
];

describe("how long a failure of SES lasts, by its own words on the wire", () => {
  it.each(SAID)("%s %i %s: %4$s", async (type, status, message, failure) => {
    ses.answerWith({ status, type, message });
    expect(await ses.mailer.send(MAIL)).toMatchObject({ sent: false, reason: type, failure });
    expect(ses.calls(), "one attempt").toBe(1);
  });

  it.each(["InternalServiceErrorException", "InternalFailure", "ServiceUnavailable"])(
    "%s passes, and the mail may have gone",
    async (type) => {
      ses.answerWith({ status: 500, type });
      expect(await ses.mailer.send(MAIL)).toMatchObject({ sent: "unknown", failure: "passing" });
    },
  );

  it("a connection that is cut passes, and the mail may have gone", async () => {
    ses.answerWith("hang up");
    expect(await ses.mailer.send(MAIL)).toMatchObject({ sent: "unknown", failure: "passing" });
  });

  it("a server that is not there passes, and the mail surely has not gone", async () => {
    const gone = await startSesServer();
    await gone.close();
    expect(await gone.mailer.send(MAIL)).toMatchObject({ sent: false, failure: "passing" });
  });

  it("a time-out passes, and the mail may have gone", async () => {
    // On a server of its own: a call that was given up may still come in, and would be counted in another test.
    const silent = await startSesServer();
    silent.answerWith("say nothing");
    const impatient = sesMailer({ ...silent.connection, timeoutMs: 20 });
    expect(await impatient.send(MAIL)).toMatchObject({ sent: "unknown", failure: "passing" });
    await silent.close();
  });

  it("a mail that was taken has no failure", async () => {
    expect(await ses.mailer.send(MAIL)).toEqual({ sent: true, value: { messageId: "mail-1" } });
  });

  it("none of the SDK's own names is spelt in another way here", () => {
    const named = Object.keys(sdk);
    const ours = SAID.map(([type]) => type).filter((type) => named.includes(type));
    expect(new Set(ours)).toEqual(
      new Set([
        "AccountSuspendedException",
        "BadRequestException",
        "LimitExceededException",
        "MailFromDomainNotVerifiedException",
        "MessageRejected",
        "NotFoundException",
        "SendingPausedException",
        "TooManyRequestsException",
      ]),
    );
  });
});
