import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { contactForm, validateEmail } from "postern/hono";

const { PORT = "3000", SITE = "http://localhost:3000" } = process.env;

/** Says that a mail would be sent. To send it: `sesMailer({ region: "eu-central-1" })` from "postern/contact". */
const mailer = {
  send: async () => {
    console.log("A mail would leave now.");
    return { sent: true, value: { messageId: "none" } };
  },
};

const app = new Hono();

app.post("/signup", validateEmail(), (c) => {
  const { address, status } = c.get("emailValidation");
  return c.json({ user: { email: address }, status }, 201);
});

app.all("/contact/*", contactForm({ from: "site@example.com", mailer, allowedOrigins: [SITE] }));

serve({ fetch: app.fetch, port: Number(PORT), hostname: "127.0.0.1" }, ({ port }) => {
  console.log(`Listening on http://127.0.0.1:${port}`);
});
