import { createServer } from "node:http";
import { listen } from "../../../local/listen.ts";
import type { Mail } from "../../../src/senders/mailer.ts";
import { sesMailer } from "../../../src/senders/ses.ts";

export interface SesAnswer {
  readonly status: number;
  /** The name of an error. Absent: the mail is taken. */
  readonly type?: string;
  readonly message?: string;
}

type Behaviour = SesAnswer | "hang up" | "say nothing";

const TAKEN: SesAnswer = { status: 200 };

/** Speaks the protocol of SES v2 and says whatever a test wants; counts what arrives. */
export async function startSesServer() {
  let answer: Behaviour = TAKEN;
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    request.resume().on("end", () => {
      if (answer === "say nothing") return;
      if (answer === "hang up") return request.socket.destroy();
      const { status, type, message = "As told" } = answer;
      response.writeHead(status, {
        "content-type": "application/json",
        ...(type !== undefined && { "x-amzn-errortype": type }),
      });
      response.end(JSON.stringify(type === undefined ? { MessageId: `mail-${calls}` } : { message }));
    });
  });
  const listening = await listen(server, 0, "the port of SES");
  const connection = {
    region: "eu-north-1",
    endpoint: listening.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  return {
    connection,
    mailer: sesMailer(connection),
    answerWith: (next: Behaviour) => {
      answer = next;
    },
    calls: () => calls,
    forget: () => {
      calls = 0;
      answer = TAKEN;
    },
    close: listening.close,
  };
}

export const MAIL: Mail = {
  from: "owner@site.example",
  to: ["owner@site.example"],
  replyTo: [],
  subject: "A subject",
  text: "A text",
  html: "<p>A text</p>",
};
