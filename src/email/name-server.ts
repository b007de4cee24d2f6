/** As node:dns takes them: an IPv4 address, or an IPv6 address, in brackets when a port follows. */
const NAME_SERVER =
  /^(?:(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?|\[[\da-f:.]+\](?::\d{1,5})?|(?<bareV6>[\da-f.]*:[\da-f.]*:[\da-f:.]*))$/i;

/** The shape is not enough: 999.0.2.53 is no address and 99999 no port, as the URL parser knows. */
export function isNameServer(given: string): boolean {
  const match = NAME_SERVER.exec(given);
  const host = match?.groups?.bareV6 === undefined ? given : `[${given}]`;
  return match !== null && URL.canParse(`http://${host}`);
}
