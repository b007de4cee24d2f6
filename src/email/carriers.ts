/**
 * Mobile carriers of Japan that gave out addresses with dots at the ends of the local part and side by side, until 2009, against
 * RFC 5321. People still have them (docomo; au, under ezweb.ne.jp and au.com). Anywhere else such a dot is a slip.
 * docomo's change: https://www.rbbtoday.com/news/20090403/59059.html
 */
const CARRIERS: readonly string[] = ["docomo.ne.jp", "ezweb.ne.jp", "au.com"];

/** Whether a domain, or a parent of it, is one of those. */
export const givesOutAnyDots = (domain: string) =>
  CARRIERS.some((carrier) => domain === carrier || domain.endsWith(`.${carrier}`));
