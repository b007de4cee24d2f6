import type { IncomingMessage } from "node:http";

/**
 * The whole body, or `"too-large"` as soon as that is certain; the rest is then read and thrown away, so that
 * a client still sending hears the answer, and memory stays bounded.
 * @throws when the client leaves before its body is complete.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | "too-large"> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) {
    request.resume();
    return "too-large";
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const collect = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) return void chunks.push(chunk);
      request.off("data", collect).resume();
      chunks.length = 0;
      resolve("too-large");
    };
    request.on("data", collect);
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("close", () => reject(new Error("the client left before its body was complete")));
  });
}
