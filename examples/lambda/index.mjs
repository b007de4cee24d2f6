import { sesMailer } from "postern/contact";
import { dynamoDb } from "postern/dynamodb";
import { contactForm, validateEmail } from "postern/lambda";

const { AWS_REGION: region = "eu-central-1", TABLE: tableName = "guarded", SITE, FROM } = process.env;

/** Sign-ups: runs only for those who gave an address that is worth writing to. */
export const signup = validateEmail()(async (event) => {
  const { address, status } = event.emailValidation;
  // Make the account here, and send the welcome mail.
  const body = JSON.stringify({ user: { email: address }, status });
  return { statusCode: 201, headers: { "content-type": "application/json" }, body };
});

/** The contact form and its page of thanks: the routes `/contact` and `/contact/{any+}`. */
export const contact = contactForm({
  from: FROM ?? "site@example.com",
  mailer: sesMailer({ region }),
  // Functions come and go: what the limit counts must be kept where all of them find it.
  store: dynamoDb({ region, tableName }).claims,
  allowedOrigins: [SITE ?? "https://www.example.com"],
});
