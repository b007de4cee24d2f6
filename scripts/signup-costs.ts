import { AWS_PRICES, costOf } from "./aws-prices.ts";
import { markdownTable } from "./markdown-table.ts";

/** US dollars for one of each. */
interface Prices {
  readonly lambdaRequest: number;
  readonly dynamoDbWrite: number;
  readonly sesMail: number;
}

/** As the article counts: "Protecting Serverless APIs from Abuse: Email Validation as a First Line of Defense". */
export const ARTICLE: Prices = {
  lambdaRequest: 0.000_000_2,
  dynamoDbWrite: 0.000_001_25,
  sesMail: 0.000_1,
};

/** On demand, us-east-1, November 2026; SES on its default plan (since July 2026; à la carte 0.0001). */
const NOVEMBER_2026: Prices & { readonly dynamoDbRead: number } = {
  lambdaRequest: costOf(AWS_PRICES.lambdaRequests, 1),
  dynamoDbWrite: costOf(AWS_PRICES.dynamoDbWrites, 1),
  dynamoDbRead: 0.000_000_125,
  sesMail: costOf(AWS_PRICES.sesMails, 1),
};

const SIGNUPS_A_DAY = 1_000;
const FAKES_A_DAY = 0.3 * SIGNUPS_A_DAY;
const DAYS_A_MONTH = 30;
const WELCOME_MAILS = 3;

/** What one fake sign-up sets off where nobody looks at its address. */
const FAKE_SIGNUP = [
  { what: "Lambda request: the sign-up, and the call-back of its mail", times: 2, price: "lambdaRequest" },
  { what: "DynamoDB write: the user", times: 1, price: "dynamoDbWrite" },
  { what: "SES mail: verify your address", times: 1, price: "sesMail" },
] as const satisfies readonly { what: string; times: number; price: keyof Prices }[];

/** US dollars for one fake sign-up. */
export const fakeSignup = (prices: Prices): number =>
  FAKE_SIGNUP.reduce((sum, { times, price }) => sum + times * prices[price], 0);

/** US dollars for a month of fake sign-ups, each at `cost`. */
export const aMonthOf = (cost: number): number => cost * FAKES_A_DAY * DAYS_A_MONTH;

/** What the function `signup` itself asks for, until it refuses or welcomes. */
function stepsOfSignup() {
  const { lambdaRequest, dynamoDbWrite, dynamoDbRead, sesMail } = NOVEMBER_2026;
  return [
    { endsAt: "syntax, disposable list", adds: "one Lambda request", cost: lambdaRequest },
    { endsAt: "the hourly limits", adds: "two writes", cost: 2 * dynamoDbWrite },
    // Eventually consistent: half a unit.
    { endsAt: "what the cache knows", adds: "one read, at half price", cost: dynamoDbRead / 2 },
    { endsAt: "the DNS", adds: "one write, to remember it", cost: dynamoDbWrite },
    { endsAt: "nothing: it is welcomed", adds: "one mail", cost: sesMail },
  ];
}

function fakeSignupTable(): string {
  const total = (what: string, cost: (prices: Prices) => number) => [
    what,
    "",
    dollars(cost(ARTICLE)),
    dollars(cost(NOVEMBER_2026)),
  ];
  const rows = [
    ...FAKE_SIGNUP.map(({ what, times, price }) => [
      what,
      String(times),
      dollars(ARTICLE[price]),
      dollars(NOVEMBER_2026[price]),
    ]),
    total("**one fake sign-up**", fakeSignup),
    total(`a day, ${FAKES_A_DAY} of ${SIGNUPS_A_DAY} sign-ups`, (prices) => FAKES_A_DAY * fakeSignup(prices)),
    total(`**a month of ${DAYS_A_MONTH} days**`, (prices) => aMonthOf(fakeSignup(prices))),
    total(`a month, with ${WELCOME_MAILS} more mails to each`, (prices) =>
      aMonthOf(fakeSignup(prices) + WELCOME_MAILS * prices.sesMail),
    ),
  ];
  return markdownTable("lrrr", ["", "times", "as the article counts", "November 2026"], rows);
}

function signupStepsTable(): string {
  let sum = 0;
  const rows = stepsOfSignup().map(({ endsAt, adds, cost }) => {
    sum += cost;
    return [endsAt, adds, dollars(sum), dollars(aMonthOf(sum))];
  });
  const head = ["a sign-up ends at", "which adds", "together", `${FAKES_A_DAY} a day, for a month`];
  return markdownTable("lrrr", head, rows);
}

const TABLES: Readonly<Record<string, () => string>> = {
  "fake-signup": fakeSignupTable,
  "signup-steps": signupStepsTable,
};

/**
 * A table of what sign-ups cost.
 * @throws RangeError when there is none by that name.
 */
export function costTable(name: string): string {
  const written = TABLES[name];
  if (!written) throw new RangeError(`No costs are known by the name ${name}`);
  return written();
}

const THREE_DIGITS = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const dollars = (amount: number) => `$${THREE_DIGITS.format(amount)}`;
