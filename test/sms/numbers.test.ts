import { getCountries, getExampleNumber, parsePhoneNumberWithError } from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { describe, expect, it } from "vitest";
import { callingCodeOf } from "../../src/sms/calling-code.ts";
import { judged } from "./support/gate.ts";

const verdictOf = async (phone: string, env: Readonly<Record<string, string>> = {}) => {
  const { said, fault } = await judged(phone, env);
  return fault === undefined ? said : `${said} ${fault}`;
};

describe("every number that the source text prints", () => {
  it.each([
    ["+66812345678", "PASSED"],
    ["+14155551234", "PASSED"],
    ["+447911123456", "PASSED"],
    ["+6591234567", "PASSED"],
    ["+4915121234567", "PASSED"],
    ["+60123456789", "PASSED"],
    ["+61412345678", "PASSED"],
    ["+819012345678", "PASSED"],
    ["+85291234567", "PASSED"],
    ["+886912345678", "PASSED"],
    ["+66081234567", "INVALID_PHONE leading-zero"],
    ["+6681234567", "INVALID_PHONE too-short"],
  ])("%s: %s", async (phone, verdict) => {
    expect(await verdictOf(phone)).toBe(verdict);
  });
});

describe("every country that the source text blocks", () => {
  it.each([
    ["228", "+22890112345"],
    ["996", "+996700123456"],
    ["992", "+992917123456"],
    ["998", "+998912345678"],
    ["993", "+99366123456"],
    ["994", "+994401234567"],
    ["880", "+8801812345678"],
    ["92", "+923012345678"],
    ["234", "+2348021234567"],
    ["233", "+233231234567"],
    ["255", "+255621234567"],
    ["256", "+256712345678"],
    ["254", "+254712123456"],
    ["63", "+639051234567"],
  ])("+%s: %s is refused by default, and not without the list", async (_, phone) => {
    expect(await verdictOf(phone)).toBe("BLOCKED_COUNTRY");
    expect(await verdictOf(phone, { BLOCKED_COUNTRY_CODES: "NONE" })).toBe("PASSED");
  });
});

describe("satellites and networks that belong to no country", () => {
  it.each([
    ["870", "+870773111632"],
    ["878", "+878101234567890"],
    ["881", "+8816123456789"],
    ["882", "+88213012345"],
    ["883", "+883510000000000"],
    ["888", "+88812345678901"],
  ])("+%s: %s is refused by default", async (_, phone) => {
    expect(await verdictOf(phone)).toBe("BLOCKED_COUNTRY");
  });

  it.each(["+886912345678", "+85291234567", "+819012345678", "+8613123456789", "+84912345678"])(
    "%s belongs to one, and passes",
    async (phone) => {
      expect(await verdictOf(phone)).toBe("PASSED");
    },
  );

  it("and a satellite phone is written to where its code is allowed", async () => {
    expect(await verdictOf("+8816123456789", { ALLOWED_COUNTRY_CODES: "881" })).toBe("PASSED");
  });
});

describe("numbers that take no texts, or cost more than one", () => {
  const ALL = { BLOCKED_COUNTRY_CODES: "NONE", ALLOW_VOIP_NUMBERS: "true", ALLOW_LANDLINES: "true" };

  it.each([
    ["+19002345678", "premium-rate", /premium-rate/],
    ["+611900123456", "premium-rate", /premium-rate/],
    ["+979123456789", "premium-rate", /premium-rate/],
    ["+449012345678", "premium-rate", /premium-rate/],
    ["+909001234567", "premium-rate", /premium-rate/],
    ["+448431234567", "premium-rate", /premium-rate/],
    ["+80812345678", "shared-cost", /shared-cost/],
    ["+33810123456", "shared-cost", /shared-cost/],
    ["+80012345678", "toll-free", /toll-free/],
    ["+18002345678", "toll-free", /toll-free/],
    ["+448001234567", "toll-free", /toll-free/],
    ["+447012345678", "personal-number", /personal number/],
    ["+447640123456", "pager", /pager/],
    ["+443001234567", "uan", /company or office/],
    ["+41860123456789", "voicemail", /voicemail/],
  ])("%s: %s, whatever is allowed", async (phone, fault, wording) => {
    for (const env of [{ BLOCKED_COUNTRY_CODES: "NONE" }, ALL])
      expect(await judged(phone, env)).toEqual({
        said: "INVALID_PHONE",
        fault,
        wording: expect.stringMatching(wording),
      });
  });

  it.each([
    ["+33143802769", "landline"],
    ["+390612345678", "landline"],
    ["+442079460958", "landline"],
    ["+493012345678", "landline"],
    ["+6621234567", "landline"],
    ["+6653123456", "landline"],
    ["+883510000000000", "voip"],
    ["+33912345678", "voip"],
    ["+445612345678", "voip"],
    ["+66600123456", "voip"],
  ])("%s is a %s, and is written to only by the setting for these", async (phone, fault) => {
    const own = { landline: "ALLOW_LANDLINES", voip: "ALLOW_VOIP_NUMBERS" }[fault] ?? "";
    const other = { landline: "ALLOW_VOIP_NUMBERS", voip: "ALLOW_LANDLINES" }[fault] ?? "";
    const anywhere = { BLOCKED_COUNTRY_CODES: "NONE" };
    expect(await judged(phone, anywhere)).toEqual({
      said: "INVALID_PHONE",
      fault,
      wording: expect.stringMatching(fault === "landline" ? /landline/ : /internet/),
    });
    expect(await verdictOf(phone, { ...anywhere, [other]: "true" })).toBe(`INVALID_PHONE ${fault}`);
    expect(await verdictOf(phone, { ...anywhere, [own]: "true" })).toBe("PASSED");
  });

  it("a number that may be either, as all are in the USA, is written to", async () => {
    expect(await verdictOf("+14155551234")).toBe("PASSED");
  });
});

describe("a doubled country code, where the result is also a possible landline", () => {
  it.each(["+494915123456789", "+49491601234567", "+494901601234567", "+6262812345678", "+38338343201234"])(
    "%s is refused as doubled, with landlines and without",
    async (phone) => {
      const allowed = { ALLOW_LANDLINES: "true", ALLOW_VOIP_NUMBERS: "true" };
      expect(await verdictOf(phone)).toBe("INVALID_PHONE doubled-country-code");
      expect(await verdictOf(phone, allowed)).toBe("INVALID_PHONE doubled-country-code");
    },
  );

  it.each(["+494912345678", "+4949192540", "+390612345678", "+6262112345"])(
    "%s is a landline and nothing else",
    async (phone) => {
      expect(await verdictOf(phone)).toBe("INVALID_PHONE landline");
      expect(await verdictOf(phone, { ALLOW_LANDLINES: "true" })).toBe("PASSED");
    },
  );
});

describe("a list of calling codes", () => {
  const PAKISTAN = "+923012345678";
  const TAJIKISTAN = "+992917123456";
  const THAILAND = "+66812345678";
  const JAMAICA = "+18762101234";
  const USA = "+12015550123";

  it.each([
    [{ BLOCKED_COUNTRY_CODES: "92" }, { [PAKISTAN]: false, [TAJIKISTAN]: true, [THAILAND]: true }],
    [{ BLOCKED_COUNTRY_CODES: "992" }, { [PAKISTAN]: true, [TAJIKISTAN]: false }],
    [{ BLOCKED_COUNTRY_CODES: "228,,996" }, { [THAILAND]: true, [PAKISTAN]: true }],
    [{ BLOCKED_COUNTRY_CODES: " +92 , 992 " }, { [PAKISTAN]: false, [TAJIKISTAN]: false, [THAILAND]: true }],
    [{ BLOCKED_COUNTRY_CODES: "NONE" }, { [PAKISTAN]: true }],
    [{ BLOCKED_COUNTRY_CODES: "none" }, { [PAKISTAN]: true }],
    [{ BLOCKED_COUNTRY_CODES: "" }, { [PAKISTAN]: false, [THAILAND]: true }],
    [{ BLOCKED_COUNTRY_CODES: " , ," }, { [PAKISTAN]: false, [THAILAND]: true }],
    [{ BLOCKED_COUNTRY_CODES: "1876" }, { [JAMAICA]: false, [USA]: true, [PAKISTAN]: true }],
    [{ BLOCKED_COUNTRY_CODES: "1" }, { [JAMAICA]: false, [USA]: false }],
    [{ ALLOWED_COUNTRY_CODES: "66" }, { [THAILAND]: true, [USA]: false, [PAKISTAN]: false }],
    [{ ALLOWED_COUNTRY_CODES: "92" }, { [PAKISTAN]: true, [TAJIKISTAN]: false, [THAILAND]: false }],
    [{ ALLOWED_COUNTRY_CODES: "66", BLOCKED_COUNTRY_CODES: "66" }, { [THAILAND]: true }],
    [{ ALLOWED_COUNTRY_CODES: "" }, { [THAILAND]: true, [PAKISTAN]: false }],
    [{ ALLOWED_COUNTRY_CODES: "NONE" }, { [THAILAND]: true, [PAKISTAN]: false }],
  ])("%j: %j", async (env, expected) => {
    for (const [phone, passes] of Object.entries(expected)) {
      expect(await verdictOf(phone, env), phone).toBe(passes ? "PASSED" : "BLOCKED_COUNTRY");
    }
  });

  it("is judged by calling code: +7 is Russia and Kazakhstan, and both are blocked by it", async () => {
    for (const phone of ["+79123456789", "+77710009998"]) {
      expect(await verdictOf(phone, { BLOCKED_COUNTRY_CODES: "7" })).toBe("BLOCKED_COUNTRY");
    }
  });
});

describe("what is not strict ASCII E.164", () => {
  it.each([
    "66812345678",
    "0812345678",
    "0066812345678",
    "+0812345678",
    "+66 81 234 5678",
    "+66-81-234-5678",
    "(+66)812345678",
    "tel:+66812345678",
    "+٦٦٨١٢٣٤٥٦٧٨",
    "+668123456７8",
    "＋66812345678",
    "+6681234\u200b5678",
    "\u200e+66812345678",
    "+66812345678\n",
    "+66812345678\r\n",
    "\n+66812345678",
    "+66812345678 ",
    " +66812345678",
    "+66812345678\0",
    "+66812345678;ext=1",
    "+66812345678,+66812345679",
    "++66812345678",
    "+",
    "+123456",
    "+1234567890123456",
    "+66abcdefghi",
  ])("%j", async (phone) => {
    expect(await verdictOf(phone)).toBe("INVALID_PHONE not-e164");
  });
});

describe("what is wrong with a number is said in words", () => {
  it.each([
    ["+660812345678", "leading-zero", /0 after the country code/],
    ["+4407911123456", "leading-zero", /0 after the country code/],
    ["+49015121234567", "leading-zero", /0 after the country code/],
    ["+8109012345678", "leading-zero", /0 after the country code/],
    ["+66668123456789", "too-long", /too many/],
    ["+6666812345678", "doubled-country-code", /country code twice/],
    ["+4444791112345", "too-long", /too many|no such/],
    ["+44447911123456", "doubled-country-code", /country code twice/],
    ["+114155551234", "doubled-country-code", /country code twice/],
    ["+65006591234567", "doubled-country-code", /country code twice/],
    ["+333143802769", "too-long", /too many/],
    ["+3333143802769", "doubled-country-code", /country code twice/],
    ["+85285291234567", "doubled-country-code", /country code twice/],
    ["+6681234567", "too-short", /missing/],
    ["+1415555123", "too-short", /missing/],
    ["+668123456789", "too-long", /too many/],
    ["+141555512345", "too-long", /too many/],
    ["+66112345678", "not-assigned", /no such number/],
    ["+10155551234", "not-assigned", /no such number/],
    ["+999123456789", "not-assigned", /no such number/],
    ["+66888888888", "repeated", /one digit repeated/],
    ["+12222222222", "repeated", /one digit repeated/],
    ["+1234567890", "too-short", /missing/],
    ["+123456789", "sequential", /run of consecutive/],
    ["+987654321", "sequential", /run of consecutive/],
    ["+66212345678", "not-assigned", /no such number/],
    ["+6621234567", "landline", /landline/],
    ["+6653123456", "landline", /landline/],
  ])("%s: %s", async (phone, fault, wording) => {
    expect(await judged(phone)).toEqual({
      said: "INVALID_PHONE",
      fault,
      wording: expect.stringMatching(wording),
    });
  });
});

describe("what looks wrong and is somebody's number", () => {
  it.each([
    ["digits in a run after the country code", "+66812345678"],
    ["a national number in a run", "+60123456789"],
    ["a run that would wrap from 9 to 0", "+819012345678"],
    ["its country code again: a real Thai range", "+66661234567"],
    ["one digit over and over, but one", "+66888888881"],
    ["the country code of Brazil again, the area code of Santa Maria", "+5555991234567"],
    ["a British mobile that parses as Guernsey's", "+447911123456"],
  ])("%s: %s passes", async (_, phone) => {
    expect(await verdictOf(phone)).toBe("PASSED");
  });

  it("a zero after the country code, as Italy dials landlines: +390612345678 passes where landlines do", async () => {
    expect(await verdictOf("+390612345678", { ALLOW_LANDLINES: "true" })).toBe("PASSED");
  });
});

const mobiles = getCountries().flatMap((country) => getExampleNumber(country, examples)?.number ?? []);
const BLOCKED = 14;

describe(`libphonenumber's example mobile numbers, ${mobiles.length} of ${getCountries().length} countries`, () => {
  it(`pass, save those of the ${BLOCKED} countries on the list: none is refused wrongly`, async () => {
    const verdicts: (readonly [string, string])[] = [];
    for (const phone of mobiles) verdicts.push([phone, await verdictOf(phone)]);
    const refused = verdicts.filter(([, verdict]) => verdict !== "PASSED");
    process.stdout.write(
      `\n${mobiles.length} example mobile numbers: ${verdicts.length - refused.length} pass, ${refused.length} are blocked by country\n`,
    );
    expect(mobiles.length).toBeGreaterThan(230);
    expect(refused.filter(([, verdict]) => verdict !== "BLOCKED_COUNTRY")).toEqual([]);
    expect(refused).toHaveLength(BLOCKED);
  });

  it("and all pass without a list", async () => {
    for (const phone of mobiles) {
      expect(await verdictOf(phone, { BLOCKED_COUNTRY_CODES: "NONE" }), phone).toBe("PASSED");
    }
  });

  it("are told the same calling code by us and by the library", () => {
    for (const phone of mobiles) {
      expect(callingCodeOf(phone.slice(1)), phone).toBe(parsePhoneNumberWithError(phone).countryCallingCode);
    }
  });
});

it("calling codes are prefix-free: none of what we take for one is the beginning of another", () => {
  const codes = new Set<string>();
  for (let i = 0; i < 10_000; i += 1) {
    const code = callingCodeOf(String(i).padStart(4, "0"));
    if (code !== undefined) codes.add(code);
  }
  for (const code of codes) {
    for (const other of codes)
      expect(other !== code && other.startsWith(code), `${code} ${other}`).toBe(false);
  }
});
