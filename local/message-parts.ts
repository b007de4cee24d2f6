/** How a text travels. Written without the product's own count, so that the two can disagree. */
export interface MessageParts {
  readonly encoding: "GSM-7" | "UCS-2";
  readonly parts: number;
}

const GSM = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ]$/;
const GSM_IN_TWO = /^[\f^{}\\[~\]|€]$/;

/** Counts by GSM 03.38 and 03.40: 160 places or 153 each in GSM-7, 70 or 67 each in UCS-2. */
export function messageParts(text: string): MessageParts {
  const characters = [...text];
  const isGsm = characters.every((each) => GSM.test(each) || GSM_IN_TWO.test(each));
  const placesOf = (each: string) => (isGsm ? (GSM_IN_TWO.test(each) ? 2 : 1) : each.length);
  const [alone, inSeveral] = isGsm ? [160, 153] : [70, 67];

  let places = 0;
  let [parts, free] = [1, inSeveral];
  for (const each of characters) {
    const needed = placesOf(each);
    places += needed;
    // What takes two places is never cut in two.
    if (needed > free) [parts, free] = [parts + 1, inSeveral];
    free -= needed;
  }
  return { encoding: isGsm ? "GSM-7" : "UCS-2", parts: places <= alone ? 1 : parts };
}
