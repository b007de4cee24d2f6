import express from "express";
import { contactForm, validateEmail } from "postern/express";

const { PORT = "3000", SITE = "http://localhost:3000" } = process.env;

/** Says that a mail would be sent. To send it: `sesMailer({ region: "eu-central-1" })` from "postern/contact". */
const mailer = {
  send: async () => {
    console.log("A mail would leave now.");
    return { sent: true, value: { messageId: "none" } };
  },
};

const app = express();
// app.set("trust proxy", 1); // behind one proxy: callers are told apart by the address that it saw

app.use("/contact", contactForm({ from: "site@example.com", mailer, allowedOrigins: [SITE] }));

app.post("/signup", express.json(), validateEmail, async (req, res) => {
  // Only runs if the email passed validation.
  const { address, status } = req.emailValidation;
  res.status(201).json({ user: { email: address }, status });
});

const server = app.listen(Number(PORT), "127.0.0.1", () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`);
});
