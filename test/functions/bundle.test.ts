import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Aws, startAws } from "../support/aws.ts";
import { buildAlone } from "../support/bundle.ts";
import { CONTACT_ENV } from "../support/contact-site.ts";
import { eventV1, eventV2, replyOf } from "../support/events.ts";
import { formAsk, jsonAsk } from "../support/exchange.ts";
import { capture } from "../support/host.ts";
import { OWNER, VISITOR } from "../support/planted.ts";
import { startLambdaProcess } from "../support/runtime-api.ts";

let aws: Aws;
let bundle: Awaited<ReturnType<typeof buildAlone>>;
let lambda: Awaited<ReturnType<typeof startLambdaProcess>>;
beforeAll(async () => {
  [aws, bundle] = await Promise.all([startAws(), buildAlone("contact")]);
  lambda = await startLambdaProcess({
    handlerModule: bundle.index,
    env: { ...aws.env, ...CONTACT_ENV },
    cwd: bundle.folder,
  });
});
beforeEach(() => aws.forget());
afterAll(async () => {
  lambda.lines().forEach(capture);
  await Promise.all([lambda.close(), aws.close(), bundle.remove()]);
});

describe("the built function, alone in a folder under a Lambda runtime", () => {
  it("has nothing installed beside it", async () => {
    expect((await readdir(bundle.folder)).toSorted()).toEqual(["index.mjs", "parts"]);
  });

  it("refuses what is refused", async () => {
    const reply = replyOf(await lambda.invoke(eventV1(jsonAsk({ email: "nobody" }))));
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body)).toMatchObject({ success: false, error: "INVALID_EMAIL" });
    expect(aws.calls).toEqual([]);
  });

  it("sends what passes", async () => {
    expect(replyOf(await lambda.invoke(eventV2(jsonAsk()))).status).toBe(200);
    expect(replyOf(await lambda.invoke(eventV1(formAsk()))).status).toBe(303);
    expect(aws.mails()).toHaveLength(2);
    expect(aws.mails()[0]).toMatchObject({ from: OWNER, to: [OWNER], replyTo: [VISITOR.email] });
    const accepted = ["dynamodb:PutItem", "ses:SendEmail"];
    expect(aws.actions()).toEqual([...accepted, ...accepted]);
  });

  it("logs one line of JSON for each request, under Lambda's request id, and nothing else", () => {
    const lines = lambda.lines().map((line) => JSON.parse(line));
    expect(lines.map(({ requestId }) => requestId)).toEqual(lines.map((_, i) => `request-${i + 1}`));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({ reason: "INVALID_EMAIL", trail: expect.any(Array) });
    expect(lambda.stderr()).toBe("");
  });

  it("rejects an event that is not of HTTP", async () => {
    await expect(lambda.invoke({ Records: [] })).rejects.toThrow(
      /TypeError: The event is not an HTTP request/,
    );
  });
});
