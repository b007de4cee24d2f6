import { destinationOf } from "../../spend/destination.ts";

/**
 * One mobile number, as numbering plans print them for an example, of every country that a code stands for: `44` is four of
 * them, and they may cost differently.
 */
export async function exampleNumbers(code: string): Promise<readonly string[]> {
  const [{ getCountries, getCountryCallingCode }, { default: examples }] = await Promise.all([
    import("libphonenumber-js/max"),
    import("libphonenumber-js/mobile/examples"),
  ]);
  const numbers = getCountries().flatMap((country) => {
    const callingCode = getCountryCallingCode(country);
    const digits = `${callingCode}${examples[country]}`;
    const isMeant = digits.startsWith(code) && destinationOf(digits, callingCode).length <= code.length;
    return isMeant ? [`+${digits}`] : [];
  });
  return [...new Set(numbers)];
}
