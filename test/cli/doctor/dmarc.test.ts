import { createSocket } from "node:dgram";
import { once } from "node:events";
import { decode, encode } from "dns-packet";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hasDmarc } from "../../../src/cli/doctor/dmarc.ts";

/** TXT records by name. */
let records: Readonly<Record<string, readonly string[]>>;
const socket = createSocket("udp4");
socket.on("message", (bytes, { port, address }) => {
  const { id = 0, questions = [] } = decode(bytes);
  const name = questions[0]?.name ?? "";
  const found = records[name] ?? [];
  const answers = found.map((data) => ({ type: "TXT" as const, name, data: [...data].map(String) }));
  const rcode = name in records ? 0 : 3;
  socket.send(encode({ type: "response", id, flags: rcode, questions, answers }), port, address);
});
beforeAll(async () => {
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
});
afterAll(() => {
  socket.close();
});

it.each([
  ["of the domain", { "_dmarc.mail.example.com": ["v=DMARC1; p=none"] }, true],
  ["of the domain above", { "_dmarc.example.com": ["v=DMARC1;p=reject"] }, true],
  ["beside other texts", { "_dmarc.example.com": ["hello", "v=DMARC1; p=none"] }, true],
  ["of nobody", {}, false],
  ["of a name without texts", { "_dmarc.mail.example.com": [] }, false],
  ["of another version", { "_dmarc.mail.example.com": ["v=DMARC10; p=none"] }, false],
  ["of a public suffix above", { "_dmarc.example.com": ["v=DMARC1; p=reject; psd=y"] }, false],
])("looks for a DMARC record: %s", async (_, given, expected) => {
  records = given;
  const asked = await hasDmarc("mail.example.com", [`127.0.0.1:${socket.address().port}`]);
  expect(asked).toEqual({ answered: true, value: expected });
});
