import Fastify from "fastify";
import emailValidation, { contactForm } from "postern/fastify";

const { PORT = "3000", SITE = "http://localhost:3000" } = process.env;

/** Says that a mail would be sent. To send it: `sesMailer({ region: "eu-central-1" })` from "postern/contact". */
const mailer = {
  send: async () => {
    console.log("A mail would leave now.");
    return { sent: true, value: { messageId: "none" } };
  },
};

// Behind a proxy, give its address: Fastify({ trustProxy: "10.0.0.5" }). Callers are then told apart by what it saw.
const app = Fastify();

await app.register(emailValidation);
app.post("/signup", { config: { validateEmail: true } }, async (request, reply) => {
  // Only runs if the email passed validation.
  const { address, status } = request.emailValidation;
  return reply.code(201).send({ user: { email: address }, status });
});

await app.register(contactForm({ from: "site@example.com", mailer, allowedOrigins: [SITE] }), {
  prefix: "/contact",
});

console.log(`Listening on ${await app.listen({ port: Number(PORT), host: "127.0.0.1" })}`);
