interface Shape {
  readonly fits: (given: unknown) => boolean;
  readonly mustBe: string;
}

const isFunction = (given: unknown) => typeof given === "function";
const isName = (given: unknown) => typeof given === "string" && given !== "";
const has = (given: unknown, part: string, method: string) =>
  isFunction((given as Record<string, Record<string, unknown> | null> | null)?.[part]?.[method]);

/** What stands before a route is given, in every framework: what each option must be, and how it is mended. */
const SHAPES = {
  gate: {
    fits: (given) => isFunction((given as { decide?: unknown } | null)?.decide),
    mustBe: "a gate: gate(name).check(…)",
  },
  input: {
    fits: isFunction,
    mustBe: "a function that makes the gate's input of a request: { input: (request) => … }",
  },
  store: {
    fits: (given) => has(given, "keys", "find") && has(given, "usage", "count"),
    mustBe: "where keys are found and usage is counted: { keys: memoryKeys(), usage: memoryUsage() }",
  },
  plans: {
    fits: (given) => typeof given === "object" && given !== null,
    mustBe: "an object of plans by name: { partner: { ratePerSecond: 20, burst: 40 } }",
  },
  field: {
    fits: isName,
    mustBe: 'the name of the member of the body that holds the address, such as "email"',
  },
  property: { fits: isName, mustBe: 'the name under which the handler finds what passed, such as "passed"' },
  maxBodyBytes: {
    fits: (given) => Number.isSafeInteger(given) && Number(given) > 0,
    mustBe: "a whole number above 0, such as 65536",
  },
  answer: { fits: isFunction, mustBe: "a function that answers whoever is refused" },
  onDecision: { fits: isFunction, mustBe: "a function that is told what came of each request" },
  warn: { fits: isFunction, mustBe: "a function that takes a sentence" },
} as const satisfies Readonly<Record<string, Shape>>;

/**
 * The options as they were given. One that is left out is fine, unless it is required.
 * @param call whose options they are, for the message.
 * @throws TypeError that names the first option that is not what it must be, and says what that is: with what a plain
 * JavaScript app mistypes, it would start, and fail with every request.
 */
export function checked<Options extends object>(
  call: string,
  options: Options,
  required: readonly (keyof typeof SHAPES)[] = [],
): Options {
  const given = new Map<string, unknown>(Object.entries(options ?? {}));
  for (const [name, { fits, mustBe }] of Object.entries(SHAPES)) {
    const isLeftOut = given.get(name) === undefined && !required.some((each) => each === name);
    if (!isLeftOut && !fits(given.get(name))) throw new TypeError(`${call}: ${name} must be ${mustBe}`);
  }
  return options;
}
