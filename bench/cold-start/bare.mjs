// The least that a function can be: what it takes until this answers is Node's own.
export const handler = async () => ({ statusCode: 200, body: "{}" });
