/** Listed by a source, and real: people and companies have had their mailboxes there for years. */
export const WRONGLY_LISTED: ReadonlySet<string> = new Set([
  // Forward the mail of their customers' own domains.
  ...["forwardemail.net", "improvmx.com"],
  ...["aver.com", "compaq.com", "gaggle.net", "lavabit.com", "mbta.org", "nameplanet.com", "safe-mail.net"],
  ...["sdf.org", "sibmail.com", "sify.com", "vfemail.net", "yandex.ca", "yandex.net"],
  // The sites of a publisher of games and of a VPN, each among the 100,000 that are visited most.
  ...["99.com", "hola.org"],
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
 * registries, dynamic DNS and free hosting. What a source lists below them stays listed. All domains of one operator are
 * treated alike. A registry that has closed is none: co.cc (November 2012), and flu.cc, igg.biz, nut.cc, usa.cc and uu.gl,
 * below which nothing is visited any more (Cloudflare Radar's 100,000 domains, August 2026).
 */
export const SUBDOMAIN_REGISTRIES: ReadonlySet<string> = new Set([
  // freedns.afraid.org
  ...["bot.nu", "chickenkiller.com", "crabdance.com", "ftp.sh", "ignorelist.com", "jumpingcrab.com"],
  ...["mooo.com", "strangled.net", "twilightparadox.com", "uk.to", "us.to"],
  // InfinityFree
  ...["42web.io", "rf.gd", "unaux.com"],
  // ChangeIP
  ...["25u.com", "2bd.net"],
  ...["345.pl", "asso.st", "bij.pl", "biz.st", "bot.cd", "coms.hk", "cu.cc", "esy.es", "fr.nf", "hol.es"],
  ...["infos.st", "jo3.org", "kro.kr", "linkpc.net", "pe.hu", "publicvm.com", "run.place", "work.gd"],
  ...["ydns.eu", "ze.cx"],
]);
