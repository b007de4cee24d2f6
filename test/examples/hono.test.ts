import { expect, it } from "vitest";
import { exampleServer, keepsItsWord } from "./support/server.ts";

const server = exampleServer("hono");
keepsItsWord(server);

it("a page of the site may post, and one of another site may not", async () => {
  const preflight = async (origin: string) => {
    const { status } = await server.ask("/contact", { method: "OPTIONS", headers: { origin } });
    return status;
  };
  expect(await preflight("http://localhost:3000")).toBe(204);
  expect(await preflight("https://evil.example")).toBe(403);
});
