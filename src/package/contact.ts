export type { Mail, Mailer } from "../senders/mailer.ts";
export { memoryClaims } from "../stores/memory-claims.ts";
export { memoryMessages } from "../stores/memory-messages.ts";
export type { KeptMessage, MessageStore } from "../stores/message-store.ts";
export { type ContactFormOptions, contactForm, type HeldMessagesOptions } from "./contact-form.ts";
export { type SesMailerOptions, sesMailer } from "./ses.ts";
