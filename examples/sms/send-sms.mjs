// Sends one text through Postern, with the retries that are right for each answer.
//
//     npm install @aws-sdk/client-lambda
//     node send-sms.mjs +66812345678 "Your verification code is: 123456"
//
// Against a local Postern (npm start), set AWS_ENDPOINT_URL_LAMBDA=http://127.0.0.1:8787 and any
// AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";

const FUNCTION_NAME = "postern-sms-dev";
const PERMANENT = new Set([
  "MISSING_PHONE",
  "MISSING_MESSAGE",
  "INVALID_PHONE",
  "INVALID_REQUEST",
  "BLOCKED_COUNTRY",
  "MESSAGE_TOO_LONG",
  "OPTED_OUT",
  "CONFIGURATION_ERROR",
]);

/** Postern's answer. Throws when the invocation itself failed. */
async function sendSms(client, phone, message, idempotencyKey) {
  const response = await client.send(
    new InvokeCommand({
      FunctionName: FUNCTION_NAME,
      InvocationType: "RequestResponse",
      Payload: JSON.stringify({ phone, message, idempotencyKey }),
    }),
  );
  const answer = JSON.parse(Buffer.from(response.Payload).toString());
  return response.FunctionError
    ? { success: false, error: "FUNCTION_ERROR", message: answer.errorMessage }
    : answer;
}

/** The key stays the same over all attempts, so the text goes once whatever happens on the way. */
async function sendWithRetry(client, phone, message, maxAttempts = 3) {
  const idempotencyKey = randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    const answer = await sendSms(client, phone, message, idempotencyKey).catch((error) => ({
      success: false,
      error: "INVOCATION_FAILED",
      message: error.message || error.code || error.name,
    }));
    // It may have gone: with this key it is not sent again, and with another it might come twice.
    const isFinal = answer.success || answer.mayHaveBeenSent || PERMANENT.has(answer.error);
    if (isFinal || attempt === maxAttempts) return answer;
    // Rate limited: it says when to come back. Anything else: growing pauses.
    await pause((answer.retryAfterSeconds ?? 2 ** (attempt - 1)) * 1_000);
  }
}

const [phone, message] = process.argv.slice(2);
if (phone === undefined || message === undefined) {
  console.error('Usage: node send-sms.mjs +66812345678 "Your verification code is: 123456"');
  process.exit(2);
}
// One attempt a call: the retries are those above, and the SDK's own would multiply with them.
const answer = await sendWithRetry(new LambdaClient({ maxAttempts: 1 }), phone, message);
console.log(JSON.stringify(answer));
process.exit(answer.success ? 0 : 1);
