import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressesIn, unansweredIn } from "./support/addresses.ts";
import { type Checkout, createCheckout } from "./support/checkout.ts";
import { DOCUMENTS, readHere } from "./support/documents.ts";
import { canRun, whySkipped } from "./support/programs.ts";
import { type Running, startRunning } from "./support/running.ts";

describe.skipIf(!canRun)(`the local system${whySkipped}`, () => {
  let checkout: Checkout;
  let running: Running;
  beforeAll(async () => {
    checkout = await createCheckout();
    running = await startRunning("npm start", checkout);
  });
  afterAll(async () => {
    await running.stop();
    await checkout.remove();
  });

  const sending = DOCUMENTS.filter((document) => addressesIn(readHere(document)).length > 0);
  it.each(sending)("answers wherever the text of %s sends its reader", async (document) => {
    expect(await unansweredIn(document, readHere(document), running)).toEqual([]);
  });

  it("does not answer where there is nothing", async () => {
    const planted = [
      "Open <http://127.0.0.1:8787/sgnup>, then [the console](http://127.0.0.1:8787/_postern/).",
      '`curl -X PUT http://127.0.0.1:8787/_postern/fualts -d \'{"ses":"ok"}\'` http://127.0.0.1:8787/signup',
      "```sh",
      "curl http://127.0.0.1:8787/elsewhere",
      "```",
    ];
    expect(await unansweredIn("planted.md", planted.join("\n"), running)).toEqual([
      "planted.md:1: http://127.0.0.1:8787/sgnup is answered 403",
      "planted.md:2: http://127.0.0.1:8787/_postern/fualts is answered 404",
    ]);
  });
});
