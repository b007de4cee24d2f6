/**
 * What must not compile. Each `@ts-expect-error` is a test: `npm run check` fails when the line under it is accepted.
 */
import type { Check } from "../../src/gate/check.ts";
import { gate, type ReasonOf } from "../../src/gate/gate.ts";
import { orElse } from "../../src/gate/or-else.ts";

interface Raw {
  readonly text: string;
}
declare const parse: Check<Raw, { readonly value: number }, "NOT_A_NUMBER">;
declare const parseAgain: Check<Raw, { readonly value: number }, "NOT_A_NUMBER">;
declare const useValue: Check<{ readonly value: number }, void, "TOO_LARGE">;
declare const vague: Check<Raw, void, string>;
declare const needsMore: Check<{ readonly other: boolean }, void, "X">;

const right = gate<Raw>("right").check(parse).check(useValue).shadow(vague);

// @ts-expect-error A check that needs what an earlier one adds may not stand before it.
gate<Raw>("wrong order").check(useValue).check(parse);

// @ts-expect-error Nothing ever adds what this check needs.
gate<Raw>("missing input").check(needsMore);

// @ts-expect-error A parser in shadow: later checks would read what it never adds.
gate<Raw>("shadowed parser").shadow(parse).check(useValue);

// @ts-expect-error Parse once: a second parser would silently replace the first one's result.
gate<Raw>("parsed twice").check(parse).check(parseAgain);

// @ts-expect-error Reasons must be named, or no table of answers could be total.
gate<Raw>("vague").check(vague);

// @ts-expect-error What an optional check adds may be missing.
gate<Raw>("optional").optional(parse).check(useValue);

// @ts-expect-error A check that is there or not has reasons, too.
gate<Raw>("optional and vague").optional(vague);

// @ts-expect-error What comes in must be what the gate takes.
right.decide({ text: 7 }, {} as never);

right.through({ text: "7" }, {} as never, async ({ value, text }) => ({
  sent: true,
  value: `${value}${text}`,
}));

// @ts-expect-error The act receives what the checks added and nothing else.
right.through({ text: "7" }, {} as never, async ({ other }) => ({ sent: true, value: other }));

const perhaps = gate<Raw>("perhaps").optional(parse as typeof parse | undefined);
perhaps.through({ text: "7" }, {} as never, async ({ value = 0 }) => ({ sent: true, value }));

const optionalReasons: Record<ReasonOf<typeof perhaps>, number> = { NOT_A_NUMBER: 400 };

const total: Record<ReasonOf<typeof right>, number> = { NOT_A_NUMBER: 400, TOO_LARGE: 400 };

// @ts-expect-error A reason without an answer.
const partial: Record<ReasonOf<typeof right>, number> = { NOT_A_NUMBER: 400 };

// @ts-expect-error An answer to a reason that nothing gives.
const excess: Record<ReasonOf<typeof right>, number> = { ...total, TYPO: 400 };

// @ts-expect-error A fallback must add what the check it stands in for adds.
orElse(parse, vague, "because");

export { excess, optionalReasons, partial, total };
