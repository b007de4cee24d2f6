/** A text message to one number, in E.164. */
export interface TextMessage {
  readonly to: string;
  readonly body: string;
  /** Named in the provider's reports. */
  readonly source: string;
  /** Unique for each send, so that it can be found again in the provider's log. Holds nothing personal. */
  readonly reference: string;
}

/**
 * Why a text was not sent, and so whether another provider may be tried.
 * - `ours`: surely not sent, and our account's or the provider's fault.
 * - `account`: the same, and this provider sends no text at all until the owner has mended the account.
 * - `message`: surely not sent, and no provider would send it.
 * - `duplicate`: surely not sent again: the same text has just gone to this number.
 * - `opted-out`: surely not sent: who has this number has said to this account's provider that no more texts are wanted.
 * - `policy`: surely not sent: the account's own rules forbid it.
 * - `unknown`: it may have been sent.
 */
export type TextFailure = "ours" | "account" | "message" | "duplicate" | "opted-out" | "policy" | "unknown";

export type TextResult =
  | { readonly sent: true; readonly messageId: string }
  | {
      readonly sent: false;
      readonly failure: TextFailure;
      readonly reason: string;
      readonly error?: unknown;
    };

/** One provider. It tries once; what the provider answers is a result, never an exception. */
export interface TextSender {
  readonly name: "ClickSend" | "SNS";
  send(message: TextMessage): Promise<TextResult>;
}
