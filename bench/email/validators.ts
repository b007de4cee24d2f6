import isemail from "isemail";
import validator from "validator";
import { z } from "zod";
import { parseEmailAddress } from "../../src/email/address.ts";
import { refusalFor } from "../../src/email/email-check.ts";
import { emailValidator } from "../../src/email/email-validator.ts";
import { emailLists } from "../../src/email/lists.ts";
import { isSendable } from "../../src/email/verdict.ts";
import { at } from "../at.ts";

/** Whether an address may sign up, as far as can be told without I/O. */
export interface Validator {
  readonly name: string;
  takes(text: string): boolean;
}

export const syntax: Validator = {
  name: "Postern, syntax",
  takes: (text) => {
    const address = parseEmailAddress(text);
    return address !== undefined && isSendable(address);
  },
};

const { classify } = emailValidator({ lists: emailLists() });
const now = at();

export const syntaxAndLists: Validator = {
  name: "Postern, syntax and lists",
  takes: (text) => {
    const address = parseEmailAddress(text);
    return address !== undefined && refusalFor(classify(address, now)) === undefined;
  },
};

const zodEmail = z.email();

/** Each as it comes, without options. */
export const OTHERS: readonly Validator[] = [
  { name: "validator", takes: (text) => validator.isEmail(text) },
  { name: "zod", takes: (text) => zodEmail.safeParse(text).success },
  { name: "isemail", takes: (text) => isemail.validate(text) },
];
