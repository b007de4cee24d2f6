// The least runtime that Lambda's Runtime API allows: fetches an event, calls the handler, posts the answer.
// Plain JavaScript on node:http, so that what is measured and tested is the bundle and not the bootstrap.
// Not by import: that would make Node load undici, which Lambda's own runtime does not, and flatter every bundle.
const { request } = process.getBuiltinModule("node:http");

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const base = "/2018-06-01/runtime";

const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path: base + path }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });

const asError = (error) => JSON.stringify({ errorType: error.name, errorMessage: error.message });

const { handler } = await import(process.env.HANDLER_MODULE).catch(async (error) => {
  await call("POST", "/init/error", asError(error));
  process.exit(1);
});

for (;;) {
  const { headers, body } = await call("GET", "/invocation/next");
  const awsRequestId = headers["lambda-runtime-aws-request-id"];
  const deadlineMs = Number(headers["lambda-runtime-deadline-ms"]);
  const context = { awsRequestId, getRemainingTimeInMillis: () => deadlineMs - Date.now() };
  try {
    const result = await handler(JSON.parse(body), context);
    await call("POST", `/invocation/${awsRequestId}/response`, JSON.stringify(result));
  } catch (error) {
    await call("POST", `/invocation/${awsRequestId}/error`, asError(error));
  }
}
