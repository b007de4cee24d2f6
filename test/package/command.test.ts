import { afterAll, beforeAll, expect, it } from "vitest";
import { folder, typed } from "../cli/support/shell.ts";
import { type Engine, startDynalite, TABLE_NAME } from "../stores/support/engines.ts";
import { type App, packed, type Tarball } from "./support/tarball.ts";

/* The command as it is installed, in an app that has nothing else: no AWS SDK, nor any other package. */

let tarball: Tarball;
let app: App;
let dynamoDb: Engine;
let home: Awaited<ReturnType<typeof folder>>;
beforeAll(async () => {
  [tarball, dynamoDb, home] = await Promise.all([
    packed(),
    startDynalite(),
    folder({
      config: "[profile operator]\nregion = eu-north-1\n",
      credentials: "[operator]\naws_access_key_id = test\naws_secret_access_key = test\n",
    }),
  ]);
  app = await tarball.install({}, []);
});
afterAll(() => Promise.all([dynamoDb.close(), home.remove()]));

const postern = (args: string, env: Readonly<Record<string, string>> = {}) =>
  typed(process.execPath, ["node_modules/postern/bin/postern.mjs", ...args.split(" ")], {
    cwd: app.folder,
    env: { ACCESS_TABLE: TABLE_NAME, AWS_EC2_METADATA_DISABLED: "true", ...env },
  });

it("shows plans", async () => {
  const { exitCode, stdout, stderr } = await postern("plans --json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject([{ name: "demo" }]);
});

it("manages keys in a DynamoDB, logged in by a profile", async () => {
  const env = {
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    AWS_PROFILE: "operator",
    AWS_CONFIG_FILE: `${home.path}/config`,
    AWS_SHARED_CREDENTIALS_FILE: `${home.path}/credentials`,
  };
  const created = await postern("keys create --stage dev --plan demo --name partner --json", env);
  expect(created).toMatchObject({ exitCode: 0, stderr: "" });
  const { id } = JSON.parse(created.stdout);
  const { stdout } = await postern("keys list --stage dev --json", env);
  expect(JSON.parse(stdout)).toMatchObject([{ id, name: "partner" }]);
});

it("says in a sentence that nothing answers", async () => {
  const { exitCode, stderr } = await postern("keys list", { DYNAMODB_PORT: "1" });
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining("Nothing answers.") });
});
