import { createClient } from "@redis/client";
import { answers, startService } from "../../sms/support/service.ts";

const TOKEN = "upstash-test-token";

/**
 * Upstash's REST API in front of a real Redis: one command as a JSON array, `POST`ed to the root. Refuses what Upstash
 * refuses.
 */
export async function startUpstashRest(redisPort: number) {
  const redis = createClient({ socket: { host: "127.0.0.1", port: redisPort }, disableOfflineQueue: true });
  redis.on("error", () => undefined);
  await redis.connect();

  const service = await startService("Upstash", async (response, { method, path, headers, body }) => {
    const answer = (status: number, content: object) =>
      answers(status, "application/json", JSON.stringify(content))(response, { method, path, headers, body });

    if (method !== "POST") return answer(405, { error: "ERR method not allowed" });
    if (headers.authorization !== `Bearer ${TOKEN}`) return answer(401, { error: "WRONGPASS invalid token" });
    const command = path === "/" && parseCommand(body);
    if (!command) return answer(400, { error: "ERR failed to parse command" });
    try {
      const result = await redis.sendCommand(command);
      answer(200, { result: headers["upstash-encoding"] === "base64" ? inBase64(result) : result });
    } catch (error) {
      answer(400, { error: (error as Error).message });
    }
  });

  return {
    url: service.url,
    port: service.port,
    token: TOKEN,
    asked: service.asked,
    close: async () => {
      await service.close();
      redis.destroy();
    },
  };
}

function parseCommand(body: string): string[] | undefined {
  const command: unknown = JSON.parse(body);
  const isCommand = Array.isArray(command) && command.length > 0;
  return isCommand && command.every((part) => typeof part === "string") ? command : undefined;
}

/** All text save `OK`. */
function inBase64(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(inBase64);
  return typeof result === "string" && result !== "OK" ? Buffer.from(result).toString("base64") : result;
}
