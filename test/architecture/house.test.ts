import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf, ROOT, readSources, roomOf } from "./imports.ts";
import { MAY_IMPORT, violations } from "./rooms.ts";

const sources = readSources("src", "local");

describe("the house", () => {
  test("nobody imports whom they may not", () => {
    expect(violations(sources)).toEqual([]);
  });

  test("something was walked: every room of the table, with its imports", () => {
    const rooms = new Set([...sources.keys()].map(roomOf));
    expect([...rooms].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
    expect(importsOf(sources).filter((each) => each.ours).length).toBeGreaterThan(sources.size);
  });

  test("ARCHITECTURE.md names every room of src", () => {
    const document = readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8");
    const rooms = [...sources.keys()].filter((file) => file.startsWith("src/")).map(roomOf);
    expect([...new Set(rooms)].filter((room) => !document.includes(`${room}/`))).toEqual([]);
  });

  test.each([
    ["src/gate/gate.ts", 'import { json } from "../http/message.ts";'],
    ["src/limits/hourly-limit.ts", 'import { dynamoDbClaims } from "../stores/dynamodb-claims.ts";'],
    ["src/contact/mail.ts", 'import { sesMailer } from "../senders/ses.ts";'],
    ["src/stores/memory-claims.ts", 'import type { Mail } from "../senders/mailer.ts";'],
    ["src/adapters/lambda.ts", 'export * from "../stores/claim-store.ts";'],
    ["src/email/address.ts", 'const later = () => import("../contact/text.ts");'],
    ["src/contact/text.ts", 'import { PutItemCommand } from "@aws-sdk/client-dynamodb";'],
    ["src/http/body.ts", 'import "../functions/contact.ts";'],
    ["src/limits/hourly-limit.ts", "const now = Date.now();"],
    ["src/config/aws.ts", "const { AWS_REGION } = process.env;"],
    ["src/contact/mail.ts", "const id = Math.random();"],
    ["src/package/sms.ts", "const id = crypto.randomUUID();"],
    ["src/access/key.ts", 'import { createHash, randomBytes } from "node:crypto";'],
    ["src/access/plans.ts", 'import type { Mail } from "../senders/mailer.ts";'],
  ])("a planted violation is seen: %s with %s", (file, line) => {
    expect(violations(new Map([[file, line]]))).toHaveLength(1);
  });

  test("what is allowed is not reported", () => {
    const fine = new Map([
      ["src/contact/contact-gate.ts", 'import { memoryClaims } from "../stores/memory-claims.ts";'],
      ["src/stores/dynamodb.ts", 'import { DynamoDBClient } from "@aws-sdk/client-dynamodb";'],
      ["src/gate/gate.ts", "// Never Date.now here"],
      ["src/functions/host.ts", "process.env; Date.now;"],
    ]);
    expect(violations(fine)).toEqual([]);
  });
});
