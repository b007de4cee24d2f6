import { withoutTag } from "./canonical.ts";

/** Local parts that name a function and not a person: RFC 2142, and what else small firms use. */
const ROLES: ReadonlySet<string> = new Set([
  ...["abuse", "accounting", "accounts", "admin", "administrator", "billing", "bookings", "careers"],
  ...["contact", "customerservice", "enquiries", "finance", "ftp", "hello", "help", "helpdesk", "hostmaster"],
  ...["hr", "info", "inquiries", "invoices", "it", "jobs", "legal", "mail", "mailer-daemon", "marketing"],
  ...["media", "news", "newsletter", "no-reply", "noc", "noreply", "office", "orders", "postmaster", "press"],
  ...["privacy", "reception", "recruitment", "root", "sales", "security", "service", "spam", "staff"],
  ...["support", "sysadmin", "team", "usenet", "uucp", "webmaster", "www"],
]);

/** Tags do not make a person of a role: `info+web@` is `info@`. */
export const isRole = (local: string) => ROLES.has(withoutTag(local.toLowerCase()));
