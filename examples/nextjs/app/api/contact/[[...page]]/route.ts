import { contactForm } from "postern/fetch";

/** Says that a mail would be sent. To send it: `sesMailer({ region: "eu-central-1" })` from "postern/contact". */
const mailer = {
  send: async () => {
    console.log("A mail would leave now.");
    return { sent: true, value: { messageId: "none" } } as const;
  },
};

const form = contactForm({
  from: "site@example.com",
  mailer,
  allowedOrigins: [process.env.SITE ?? "http://localhost:3000"],
  // What the nearest proxy appended. Right on Vercel and behind one proxy of your own; see the README.
  clientAddress: ({ headers }) => headers.get("x-forwarded-for")?.split(",").at(-1)?.trim(),
});

/** At `/api/contact`, and at `/api/contact/thanks`, where a browser without script ends. */
const answer = (request: Request): Promise<Response> => form(request);

export { answer as GET, answer as OPTIONS, answer as POST };
