/** One invocation of the function: from one batch to the next. */
interface Invocation {
  /** Its worker died before it asked for the next batch. */
  cutOff: boolean;
}

/** A message in a mail that SES accepted. */
interface Sent {
  readonly worker: string;
  readonly by: Invocation;
  readonly mail: Mail;
  writtenDown: boolean;
}

interface Mail {
  readonly messages: number;
  /** SES accepted it, and whoever sent it was never told. */
  unanswered: boolean;
}

interface Message {
  accepted: boolean;
  writtenDown: boolean;
  readonly sent: Sent[];
}

export interface Verdict {
  /** Answered 200. */
  readonly accepted: number;
  readonly mails: number;
  readonly digests: number;
  readonly digested: number;
  /** Answered 200 and in no mail. */
  readonly lost: readonly number[];
  /** Each mail with a message beyond its first. */
  readonly duplicates: {
    /** The worker of the one before was killed before it could write down that it had sent. */
    readonly byKill: number;
    /** The one before was accepted, and its sender never told. */
    readonly byUnknown: number;
    /** None of these: a promise is broken. */
    readonly unexplained: readonly number[];
  };
  /** How many messages were sent and not written down, and so may be sent again: more duplicates there cannot be. */
  readonly bound: { readonly byKill: number; readonly byUnknown: number };
  /** Kills in the middle of a batch after something of it had been sent, with that not written down. */
  readonly killsBeforeWritingDown: number;
}

/** What is written down of a run, on the wire and of its processes, and never by the code that is tested. */
export interface Ledger {
  /** The visitor was answered 200. */
  accepted(message: number): void;
  /** The queue was given the job of a message. */
  queued(job: string, message: number): void;
  /** A worker asks for its next batch: it is done with the last one. */
  received(worker: string): void;
  /**
   * SES accepted a mail with these messages.
   * @returns to be called when the worker was never told.
   */
  sent(worker: string, messages: readonly number[]): { unanswered(): void };
  /** The table took that the job is done. */
  writtenDown(worker: string, job: string): void;
  died(worker: string): void;
  verdict(): Verdict;
}

/** Every send is judged at the moment it is made, by what was known then: what happens later explains nothing. */
export function createLedger(): Ledger {
  const messages = new Map<number, Message>();
  const jobs = new Map<string, Message>();
  const invocations = new Map<string, Invocation>();
  const mails: Mail[] = [];
  const unexplained: number[] = [];
  let [byKill, byUnknown] = [0, 0];

  const messageOf = (id: number) =>
    messages.get(id) ?? set(messages, id, { accepted: false, writtenDown: false, sent: [] });
  const invocationOf = (worker: string) =>
    invocations.get(worker) ?? set(invocations, worker, { cutOff: false });

  const judge = (id: number, { sent, writtenDown }: Message) => {
    const before = sent.at(-1);
    if (before === undefined) return;
    if (writtenDown) unexplained.push(id);
    else if (before.by.cutOff) byKill += 1;
    else if (before.mail.unanswered) byUnknown += 1;
    else unexplained.push(id);
  };

  return {
    accepted: (id) => {
      messageOf(id).accepted = true;
    },
    queued: (job, id) => void jobs.set(job, messageOf(id)),
    received: (worker) => void invocations.set(worker, { cutOff: false }),
    sent: (worker, ids) => {
      const mail: Mail = { messages: ids.length, unanswered: false };
      mails.push(mail);
      for (const id of ids) {
        const message = messageOf(id);
        judge(id, message);
        message.sent.push({ worker, by: invocationOf(worker), mail, writtenDown: false });
      }
      return {
        unanswered: () => {
          mail.unanswered = true;
        },
      };
    },
    writtenDown: (worker, job) => {
      const message = jobs.get(job);
      if (message === undefined) throw new Error(`nobody has queued the job ${job}`);
      message.writtenDown = true;
      const own = message.sent.findLast((sent) => sent.worker === worker);
      if (own) own.writtenDown = true;
    },
    died: (worker) => {
      invocationOf(worker).cutOff = true;
    },
    verdict: () => {
      const all = [...messages.values()];
      const open = all.flatMap(({ sent }) => sent).filter(({ writtenDown }) => !writtenDown);
      const openByKill = open.filter(({ by }) => by.cutOff);
      const digests = mails.filter((mail) => mail.messages > 1);
      return {
        accepted: all.filter(({ accepted }) => accepted).length,
        mails: mails.length,
        digests: digests.length,
        digested: digests.reduce((sum, mail) => sum + mail.messages, 0),
        lost: [...messages].flatMap(([id, { accepted, sent }]) =>
          accepted && sent.length === 0 ? [id] : [],
        ),
        duplicates: { byKill, byUnknown, unexplained },
        bound: {
          byKill: openByKill.length,
          byUnknown: open.filter(({ by, mail }) => !by.cutOff && mail.unanswered).length,
        },
        killsBeforeWritingDown: new Set(openByKill.map(({ by }) => by)).size,
      };
    },
  };
}

function set<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}
