/** What SES tells of mails that were sent. */
export const MAIL_EVENTS = ["sent", "bounced", "complained"] as const;
export type MailEvent = (typeof MAIL_EVENTS)[number];

export type MailDay = Readonly<Record<MailEvent, number>>;

/** Counts by UTC day what became of mails. */
export interface MailEventStore {
  /**
   * Counts an event once, however often it is told: SNS delivers at least once.
   * @param day of the event itself, so that it is the same however often and late it is told.
   * @param eventId of the mail and what became of it, such as `MESSAGE-ID#bounced`.
   * @returns whether it was new.
   * @throws Unavailable when the store cannot be asked, or the same event is being counted at this moment: it is to be told
   * again.
   */
  add(day: string, event: MailEvent, eventId: string, nowMs: number): Promise<boolean>;
  /** @throws Unavailable when the store cannot be asked. */
  read(day: string): Promise<MailDay>;
}
