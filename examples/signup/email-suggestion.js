// Generated from src/email/suggestion.ts, the code that the server runs. Do not edit; renew it with: npm run docs

// src/email/large-providers.ts
var LARGE_PROVIDERS = /* @__PURE__ */ new Set([
  "126.com",
  "139.com",
  "163.com",
  "189.cn",
  "21cn.com",
  "a1.net",
  "abv.bg",
  "aim.com",
  "alice.it",
  "aliyun.com",
  "aol.co.uk",
  "aol.com",
  "aol.de",
  "aol.fr",
  "aon.at",
  "arcor.de",
  "att.net",
  "azet.sk",
  "bellsouth.net",
  "biglobe.ne.jp",
  "bigpond.com",
  "bk.ru",
  "bluewin.ch",
  "blueyonder.co.uk",
  "bol.com.br",
  "btinternet.com",
  "centrum.cz",
  "centrum.sk",
  "centurylink.net",
  "charter.net",
  "comcast.net",
  "cox.net",
  "daum.net",
  "disroot.org",
  "docomo.ne.jp",
  "earthlink.net",
  "email.com",
  "email.cz",
  "ezweb.ne.jp",
  "fastmail.com",
  "fastmail.fm",
  "foxmail.com",
  "free.fr",
  "freemail.hu",
  "freenet.de",
  "frontier.com",
  "globo.com",
  "gmail.com",
  "gmx.at",
  "gmx.ch",
  "gmx.co.uk",
  "gmx.com",
  "gmx.de",
  "gmx.es",
  "gmx.fr",
  "gmx.net",
  "googlemail.com",
  "hanmail.net",
  "hey.com",
  "hinet.net",
  "home.nl",
  "hotmail.be",
  "hotmail.ca",
  "hotmail.co.jp",
  "hotmail.co.th",
  "hotmail.co.uk",
  "hotmail.com",
  "hotmail.com.br",
  "hotmail.de",
  "hotmail.dk",
  "hotmail.es",
  "hotmail.fr",
  "hotmail.it",
  "hotmail.nl",
  "hotmail.no",
  "hotmail.se",
  "hush.ai",
  "hush.com",
  "hushmail.com",
  "i.ua",
  "icloud.com",
  "ig.com.br",
  "iinet.net.au",
  "inbox.lv",
  "inbox.ru",
  "interia.pl",
  "internet.ru",
  "juno.com",
  "kakao.com",
  "keemail.me",
  "kpnmail.nl",
  "laposte.net",
  "libero.it",
  "list.ru",
  "live.at",
  "live.be",
  "live.ca",
  "live.cn",
  "live.co.uk",
  "live.com",
  "live.com.au",
  "live.com.mx",
  "live.com.pt",
  "live.de",
  "live.dk",
  "live.fr",
  "live.it",
  "live.nl",
  "live.no",
  "live.se",
  "mac.com",
  "mail.bg",
  "mail.com",
  "mail.de",
  "mail.dk",
  "mail.ru",
  "mailbox.org",
  "mailfence.com",
  "me.com",
  "msn.com",
  "nate.com",
  "naver.com",
  "net.hr",
  "netzero.net",
  "neuf.fr",
  "nifty.com",
  "ntlworld.com",
  "o2.pl",
  "ocn.ne.jp",
  "oi.com.br",
  "onet.pl",
  "online.no",
  "op.pl",
  "optonline.net",
  "optusnet.com.au",
  "orange.fr",
  "outlook.at",
  "outlook.com",
  "outlook.com.au",
  "outlook.com.br",
  "outlook.de",
  "outlook.es",
  "outlook.fr",
  "outlook.ie",
  "outlook.it",
  "outlook.jp",
  "pchome.com.tw",
  "planet.nl",
  "pm.me",
  "posteo.de",
  "posteo.net",
  "proton.me",
  "protonmail.ch",
  "protonmail.com",
  "proximus.be",
  "qq.com",
  "rambler.ru",
  "rediffmail.com",
  "riseup.net",
  "rocketmail.com",
  "rogers.com",
  "rr.com",
  "runbox.com",
  "sapo.pt",
  "sbcglobal.net",
  "seznam.cz",
  "sfr.fr",
  "shaw.ca",
  "sina.cn",
  "sina.com",
  "sky.com",
  "skynet.be",
  "softbank.ne.jp",
  "sohu.com",
  "startmail.com",
  "sunrise.ch",
  "sympatico.ca",
  "t-online.de",
  "talktalk.net",
  "telenet.be",
  "telia.com",
  "telus.net",
  "terra.com.br",
  "tim.it",
  "tiscali.co.uk",
  "tiscali.it",
  "tom.com",
  "tpg.com.au",
  "tuta.com",
  "tuta.io",
  "tutamail.com",
  "tutanota.com",
  "tutanota.de",
  "ukr.net",
  "uol.com.br",
  "usa.com",
  "verizon.net",
  "videotron.ca",
  "virgilio.it",
  "virginmedia.com",
  "vp.pl",
  "walla.co.il",
  "walla.com",
  "wanadoo.fr",
  "web.de",
  "windowslive.com",
  "windstream.net",
  "wp.pl",
  "xtra.co.nz",
  "ya.ru",
  "yahoo.at",
  "yahoo.be",
  "yahoo.ca",
  "yahoo.co.id",
  "yahoo.co.il",
  "yahoo.co.in",
  "yahoo.co.jp",
  "yahoo.co.nz",
  "yahoo.co.th",
  "yahoo.co.uk",
  "yahoo.co.za",
  "yahoo.com",
  "yahoo.com.ar",
  "yahoo.com.au",
  "yahoo.com.br",
  "yahoo.com.co",
  "yahoo.com.hk",
  "yahoo.com.mx",
  "yahoo.com.my",
  "yahoo.com.pe",
  "yahoo.com.ph",
  "yahoo.com.sg",
  "yahoo.com.tr",
  "yahoo.com.tw",
  "yahoo.com.ve",
  "yahoo.com.vn",
  "yahoo.de",
  "yahoo.dk",
  "yahoo.es",
  "yahoo.fr",
  "yahoo.gr",
  "yahoo.ie",
  "yahoo.in",
  "yahoo.it",
  "yahoo.nl",
  "yahoo.no",
  "yahoo.pl",
  "yahoo.ro",
  "yahoo.se",
  "yandex.com",
  "yandex.ru",
  "yeah.net",
  "ymail.com",
  "ziggo.nl",
  "zoho.com",
  "zoho.eu",
  "zoho.in",
  "zohomail.com",
  "zoznam.sk"
]);

// src/email/suggestion.ts
var MEANT = [
  ...["gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "aol.com", "live.com", "msn.com"],
  ...["googlemail.com", "protonmail.com", "proton.me", "hotmail.co.uk", "yahoo.co.uk", "btinternet.com"],
  ...["comcast.net", "verizon.net", "gmx.de", "gmx.net", "web.de", "t-online.de", "hotmail.fr", "yahoo.fr"],
  ...["orange.fr", "wanadoo.fr", "laposte.net", "hotmail.it", "bigpond.com"],
  ...["seznam.cz", "yandex.ru"]
];
var MISTYPED_ENDINGS = new Map([
  ...["con", "comm", "coom", "cmo", "ocm", "vom", "xom", "cpm", "clm"].map(
    (ending) => [ending, "com"]
  ),
  ...["ner", "nte", "ent", "met", "nett"].map((ending) => [ending, "net"]),
  ...["ogr", "rog", "orgg"].map((ending) => [ending, "org"])
]);
var MIN_NAME_FOR_ENDING = 4;
var MIN_NAME_FOR_ONE_EDIT = 5;
var MIN_NAME_FOR_TWO_EDITS = 8;
var MAX_DOMAIN_CHARACTERS = 30;
function suggestAddress(address) {
  const at = address.lastIndexOf("@");
  const domain = suggestDomain(address.slice(at + 1).toLowerCase());
  return at > 0 && domain !== void 0 ? `${address.slice(0, at)}@${domain}` : void 0;
}
function suggestDomain(domain) {
  if (domain.length > MAX_DOMAIN_CHARACTERS || LARGE_PROVIDERS.has(domain)) return void 0;
  const [name, ending] = divided(domain);
  if (name === "" || ending === "") return void 0;
  const mended = MISTYPED_ENDINGS.get(ending);
  const withMendedEnding = mended === void 0 ? void 0 : `${name}.${mended}`;
  if (withMendedEnding !== void 0 && LARGE_PROVIDERS.has(withMendedEnding)) return withMendedEnding;
  const likely = MEANT.filter((meant) => isLikely(name, ending, meant));
  const nearest = likely.reduce(
    (best, meant) => best === void 0 || edits(domain, meant) < edits(domain, best) ? meant : best,
    void 0
  );
  return nearest ?? withMendedEnding;
}
function isLikely(name, ending, meant) {
  const [meantName, meantEnding] = divided(meant);
  const isMended = ending === meantEnding || MISTYPED_ENDINGS.get(ending) === meantEnding;
  if (name === meantName) return isMended || isNearEnding(name, ending, meantEnding);
  return isMended && isNearName(name, meantName);
}
function isNearEnding(name, ending, meant) {
  if (ending === "co" && meant === "com") return true;
  const areCountries = ending.length === 2 && meant.length === 2;
  return name.length >= MIN_NAME_FOR_ENDING && !areCountries && edits(ending, meant) === 1;
}
function isNearName(name, meant) {
  const beginsAlike = name[0] === meant[0] || name[0] === meant[1] && name[1] === meant[0];
  if (!beginsAlike || Math.abs(name.length - meant.length) > 1) return false;
  const mayDiffer = meant.length >= MIN_NAME_FOR_TWO_EDITS ? 2 : meant.length >= MIN_NAME_FOR_ONE_EDIT ? 1 : 0;
  return edits(name, meant) <= mayDiffer;
}
function divided(domain) {
  const dot = domain.indexOf(".");
  return dot === -1 ? [domain, ""] : [domain.slice(0, dot), domain.slice(dot + 1)];
}
function edits(one, other) {
  let beforeLast = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const cost = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
        row > 1 && column > 1 && swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length] ?? 0;
}
export {
  suggestAddress
};
