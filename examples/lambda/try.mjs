// Calls the sign-up as an HTTP API does: node try.mjs joe@gmail.com
import { signup } from "./index.mjs";

const [email] = process.argv.slice(2);
const event = {
  version: "2.0",
  rawPath: "/signup",
  headers: { "content-type": "application/json" },
  requestContext: { http: { method: "POST", path: "/signup", sourceIp: "203.0.113.10" } },
  body: JSON.stringify({ email }),
  isBase64Encoded: false,
};
const { statusCode, body } = await signup(event);
console.log(statusCode, body);
