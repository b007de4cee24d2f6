import { TABLE_NAME } from "../../stores/support/engines.ts";
import { patiently } from "../../support/patience.ts";
import { startClickSend } from "./clicksend.ts";
import { API_KEY, HASH_KEY, USERNAME } from "./leaks.ts";
import { CLICKSEND_SECRET, PHONE_HASH_SECRET, startSecrets } from "./secrets.ts";
import { startSns } from "./sns.ts";
import { startTable } from "./table.ts";

/** All that the SMS service talks to, on the wire. */
export type World = Awaited<ReturnType<typeof startWorld>>;

export async function startWorld() {
  patiently();
  const [clickSend, sns, secrets, table] = await Promise.all([
    startClickSend(),
    startSns(),
    startSecrets(),
    startTable(),
  ]);
  const services = [clickSend, sns, secrets, table];
  clickSend.accept(USERNAME, API_KEY);
  secrets.put(CLICKSEND_SECRET, JSON.stringify({ username: USERNAME, api_key: API_KEY }));
  secrets.put(PHONE_HASH_SECRET, HASH_KEY);

  return {
    clickSend,
    sns,
    secrets,
    table,
    /** What the function finds in its environment. */
    env: {
      AWS_REGION: "eu-north-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL_DYNAMODB: table.url,
      AWS_ENDPOINT_URL_SNS: sns.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      CLICKSEND_URL: clickSend.url,
      TABLE_NAME,
      CLICKSEND_SECRET_ARN: CLICKSEND_SECRET,
      PHONE_HASH_SECRET_ARN: PHONE_HASH_SECRET,
    } as Readonly<Record<string, string>>,
    /** Every text that left, in whatever way. */
    sent: () => clickSend.arrived().length + sns.published().length,
    behave: () => {
      for (const service of services) service.behave();
    },
    close: async () => void (await Promise.all(services.map((service) => service.close()))),
  };
}
