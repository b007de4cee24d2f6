export type { Mail, Mailer } from "../senders/mailer.ts";
export { memoryClaims } from "../stores/memory-claims.ts";
export { type ContactFormOptions, contactForm } from "./contact-form.ts";
export { type SesMailerOptions, sesMailer } from "./ses.ts";
