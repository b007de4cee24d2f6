import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Aws, RATE_TABLE, startAws } from "../support/aws.ts";
import { HOUR_MS } from "../support/clock.ts";
import { CLIENT_ADDRESS } from "../support/planted.ts";
import type { Volley } from "./volley.ts";

const PROCESSES = 4;
const REQUESTS_EACH = 50;

let aws: Aws;
let instances: ChildProcess[] = [];
beforeAll(async () => {
  aws = await startAws();
  const program = fileURLToPath(new URL("volley.ts", import.meta.url));
  instances = Array.from({ length: PROCESSES }, () => fork(program, { execArgv: [] }));
  await Promise.all(instances.map((instance) => once(instance, "message")));
});
afterAll(async () => {
  for (const instance of instances) instance.kill();
  await aws.close();
});

it.each([1, 5, 37].map((limit, i) => ({ limit, hour: i })))(
  "admits exactly $limit of 200 concurrent requests to 4 processes",
  async ({ limit, hour }) => {
    aws.forget();
    const volley: Volley = {
      form: {
        dynamodb: aws.connection("dynamodb"),
        ses: aws.connection("ses"),
        tableName: RATE_TABLE,
        limitPerHour: limit,
      },
      requests: REQUESTS_EACH,
      nowMs: HOUR_MS + hour * 3_600_000,
    };
    const answers = instances.map((instance) => once(instance, "message"));
    for (const instance of instances) instance.send(volley);
    const statuses = (await Promise.all(answers)).flatMap(([each]) => each as number[]);

    expect(statuses.filter((status) => status === 200)).toHaveLength(limit);
    expect(statuses.filter((status) => status === 429)).toHaveLength(PROCESSES * REQUESTS_EACH - limit);
    expect(aws.mails()).toHaveLength(limit);
    const taken = (await aws.items()).map(({ pk }) => pk?.S);
    for (let slot = 1; slot <= limit; slot += 1) {
      expect(taken).toContain(`ip#${CLIENT_ADDRESS}#hour#${473_290 + hour}#slot#${slot}`);
    }
    const writes = aws.actions().filter((action) => action === "dynamodb:PutItem");
    expect(writes.length, "at most one try of each slot by each process").toBeLessThanOrEqual(
      limit * PROCESSES,
    );
  },
);
