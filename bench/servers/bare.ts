import { createServer } from "node:http";
import { serveInChild } from "./in-child.ts";
import { readBody } from "./read-body.ts";

/** The yardstick: reads the body, looks at nothing, answers JSON about as long as the contact form's. */
const answer = {
  success: false,
  error: "NOTHING_CHECKED",
  message: "This server reads your message and forgets it.",
};

serveInChild(
  createServer(async (request, response) => {
    await readBody(request);
    const body = JSON.stringify(answer);
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  }),
);
