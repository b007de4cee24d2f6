/** Listed by a source, and real: people and companies have had their mailboxes there for years. */
export const WRONGLY_LISTED: ReadonlySet<string> = new Set([
  // Forward the mail of their customers' own domains.
  ...["forwardemail.net", "improvmx.com"],
  ...["aver.com", "compaq.com", "gaggle.net", "lavabit.com", "mbta.org", "nameplanet.com", "safe-mail.net"],
  ...["sdf.org", "sibmail.com", "sify.com", "vfemail.net", "yandex.ca", "yandex.net"],
  // What mail.com lets its customers choose from.
  ...["alumni.com", "birdlover.com", "blader.com", "collector.org", "consultant.com", "contractor.net"],
  ...["cutey.com", "discofan.com", "dr.com", "dutchmail.com", "fastservice.com", "mexicomail.com"],
  ...[
    "mindless.com",
    "myself.com",
    "optician.com",
    "pacific-ocean.com",
    "photographer.net",
    "presidency.com",
  ],
  ...["priest.com", "protestant.com", "qualityservice.com", "salesperson.net", "snakebite.com", "techie.com"],
  ...["uymail.com", "writeme.com"],
]);

/**
 * Whose subdomains belong to strangers, as with a public suffix, though the Public Suffix List does not say so: free
 * registries, dynamic DNS and free hosting. What a source lists below them stays listed.
 */
export const SUBDOMAIN_REGISTRIES: ReadonlySet<string> = new Set([
  ...["2bd.net", "345.pl", "asso.st", "bij.pl", "biz.st", "bot.cd", "co.cc", "coms.hk", "cu.cc", "esy.es"],
  ...["flu.cc", "fr.nf", "hol.es", "igg.biz", "infos.st", "jo3.org", "kro.kr", "linkpc.net", "mooo.com"],
  ...["nut.cc", "pe.hu", "publicvm.com", "run.place", "uk.to", "unaux.com", "us.to", "usa.cc", "uu.gl"],
  ...["work.gd", "ze.cx"],
]);
