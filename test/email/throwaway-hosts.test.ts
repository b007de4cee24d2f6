import { disposableEmailBlocklist } from "disposable-email-domains-js";
import { expect, it, test } from "vitest";
import { withParents } from "../../src/email/domain-set.ts";
import { LARGE_PROVIDERS } from "../../src/email/large-providers.ts";
import { RELAYS } from "../../src/email/relays.ts";
import { isThrowawayHost, THROWAWAY_HOSTS } from "../../src/email/throwaway-hosts.ts";

/** Where people and companies have the mail of domains of their own, and where aliases and registrars forward it. */
const SHARED_HOSTS = [
  ...["aspmx.l.google.com", "alt1.aspmx.l.google.com", "aspmx2.googlemail.com", "smtp.google.com"],
  ...["example-com.mail.protection.outlook.com", "example-com.a-v1.mx.microsoft", "mx1.hotmail.com"],
  ...["in1-smtp.messagingengine.com", "mail.protonmail.ch", "mailsec.protonmail.ch", "mx1.alias.proton.me"],
  ...["mx.zoho.com", "mx.zoho.eu", "mx.zoho.in", "mxa.mailgun.org", "mxb.eu.mailgun.org", "mx.sendgrid.net"],
  ...["route1.mx.cloudflare.net", "amir.mx.cloudflare.net", "mx1.improvmx.com", "mx2.improvmx.com"],
  ...[
    "mx1.forwardemail.net",
    "mx1.simplelogin.co",
    "mail.anonaddy.me",
    "inbound-smtp.eu-west-1.amazonaws.com",
  ],
  ...["mx01.mail.icloud.com", "mta5.am0.yahoodns.net", "mx.yandex.net", "mxs.mail.ru", "mxbiz1.qq.com"],
  ...[
    "mx00.ionos.com",
    "mx00.kundenserver.de",
    "mx1.mail.ovh.net",
    "mx0.mail.ovh.ca",
    "spool.mail.gandi.net",
  ],
  ...["mx1.hostinger.com", "mx1.titan.email", "smtp.secureserver.net", "mx1.privateemail.com"],
  ...[
    "eforward1.registrar-servers.com",
    "mx1-hosting.jellyfish.systems",
    "fwd1.porkbun.com",
    "mx.stackmail.com",
  ],
  ...["aspmx1.migadu.com", "mx1.mailbox.org", "mail.tutanota.de", "mx1.runbox.com", "mx1.mailfence.com"],
  ...["mx1.timeweb.ru", "mx1.beget.com", "mx1.emailsrvr.com", "us2.mx1.mailhostbox.com", "w01.kasserver.com"],
  ...[
    "mx-a.pphosted.com",
    "eu-smtp-inbound-1.mimecast.com",
    "mx1.hc1.eu.iphmx.com",
    "d1.ess.barracudanetworks.com",
  ],
  ...[
    "publicms1.mail2world.com",
    "park-mx.above.com",
    "mx.mail.aliyun.com",
    "mx1.qiye.163.com",
    "mx1.naver.com",
  ],
];

it.each([...SHARED_HOSTS, ...LARGE_PROVIDERS, ...RELAYS])("%s is none", (host) => {
  expect(isThrowawayHost(host)).toBe(false);
  expect(isThrowawayHost(`mx.${host}`)).toBe(false);
  expect(withParents(host).filter((each) => THROWAWAY_HOSTS.has(each))).toEqual([]);
});

it.each(["in.mail.tm", "IN.MAIL.TM.", "mail.wallywatts.com", "mx1.mytemp.email", "smtp.yopmail.com"])(
  "%s is one",
  (host) => expect(isThrowawayHost(host)).toBe(true),
);

it.each(["mail.tm", "tm", "", ".", "wallywatts.com.example", "notmailinator.com", "a".repeat(300)])(
  "%j is none",
  (host) => expect(isThrowawayHost(host)).toBe(false),
);

test("hosts are sorted and each stands once, so that changes show", () => {
  expect([...THROWAWAY_HOSTS.keys()]).toEqual([...THROWAWAY_HOSTS.keys()].sort());
});

it.each([...THROWAWAY_HOSTS])("%s has a source: %s", (host, source) => {
  const reviewed = new Set(disposableEmailBlocklist());
  if (source === "disposable-email-domains, the list")
    expect(withParents(host).some((each) => reviewed.has(each))).toBe(true);
  else expect(source).toMatch(/^[\w-]+\/[\w-]+(?:#\d+|, [\w./-]+\.(?:json|py))$/);
});
