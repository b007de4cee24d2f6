import { disposableDomains } from "../../../src/email/disposable-domains.ts";

/** The list as the functions carry it. */
export const { holds } = disposableDomains;
