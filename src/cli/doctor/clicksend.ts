import { secretsManager } from "../../aws/secrets.ts";
import { PLACEHOLDER } from "../../config/clicksend-placeholder.ts";
import { parseJsonObject } from "../../http/json-object.ts";
import { TIMEOUT_MS } from "../service.ts";
import { ask, notSeen } from "./ask.ts";
import { called, distinct, type Held } from "./deployment.ts";
import { type Finding, failure, ok, unknown, warning } from "./finding.ts";
import { permission } from "./permission.ts";
import type { Subject } from "./subject.ts";

const GET_SECRET = permission(
  "secretsmanager:GetSecretValue",
  (suffix) => `*:*:secret:postern/clicksend-${suffix}-*`,
);

const PRODUCTION = "https://rest.clicksend.com";

/** Whether ClickSend knows us, and has money left. */
export const clickSend: Subject = {
  title: "ClickSend",
  permissions: [GET_SECRET],
  look: async ({ settings: { sms, deliver }, connection }) => {
    const secrets = secretsManager({ ...connection("SECRETS_MANAGER"), timeoutMs: TIMEOUT_MS });
    const url = sms?.CLICKSEND_URL ?? deliver?.CLICKSEND_URL ?? PRODUCTION;
    const named = distinct([
      ["sms", sms?.CLICKSEND_SECRET_ARN],
      ["deliver", deliver?.CLICKSEND_SECRET_ARN],
    ]);
    const found = await Promise.all(named.map((each) => secretFindings(secrets.read, each, url)));
    return found.flat();
  },
};

async function secretFindings(
  read: (arn: string) => Promise<string>,
  { value, by }: Held<string>,
  url: string,
): Promise<readonly Finding[]> {
  const setting = called("CLICKSEND_SECRET_ARN", by);
  const asked = await ask(GET_SECRET, () => read(value));
  if (!asked.answered) {
    return asked.error === "ResourceNotFound"
      ? [
          failure(
            "clicksend-secret",
            `The secret of ${setting} does not exist.`,
            `Deploy again. ${PUT_SECRET}`,
          ),
        ]
      : [notSeen("clicksend-secret", `The secret of ${setting}`, asked)];
  }
  const { username, api_key: apiKey } = parseJsonObject(asked.value) ?? {};
  if (typeof username !== "string" || typeof apiKey !== "string" || !username || !apiKey) {
    const says = `The secret of ${setting} is not JSON with "username" and "api_key".`;
    return [failure("clicksend-secret", says, PUT_SECRET)];
  }
  if (username === PLACEHOLDER) {
    const says = `The secret of ${setting} still holds the placeholder, so ClickSend refuses every text.`;
    return [failure("clicksend-secret", says, PUT_SECRET)];
  }
  return [await accountFinding(url, username, apiKey)];
}

const PUT_SECRET =
  'Put yours in: aws secretsmanager put-secret-value --secret-id CLICKSEND_SECRET_ARN --secret-string \'{"username":"…","api_key":"…"}\'.';

async function accountFinding(url: string, username: string, apiKey: string): Promise<Finding> {
  const authorization = `Basic ${Buffer.from(`${username}:${apiKey}`).toString("base64")}`;
  const asked = await ask(undefined, async ({ abortSignal }) => {
    const init = { headers: { authorization }, redirect: "error", signal: abortSignal } as const;
    const response = await fetch(new URL("/v3/account", url), init);
    return { status: response.status, body: await response.text() };
  });
  if (!asked.answered) return notSeen("clicksend-account", "The ClickSend account", asked);
  const { status, body } = asked.value;
  if (status === 401) {
    const remedy = `ClickSend shows them under API Credentials. ${PUT_SECRET}`;
    return failure("clicksend-account", "ClickSend refuses the credentials.", remedy);
  }
  return status === 200 ? balanceFinding(body) : notAnswered(`HTTP ${status}`);
}

/** In whatever currency the account is kept. */
const LOW_BALANCE = 5;

function balanceFinding(body: string): Finding {
  const data = asObject(parseJsonObject(body)?.data);
  const balance = Number.parseFloat(String(data.balance));
  if (!Number.isFinite(balance)) return notAnswered("an answer without a balance");
  const currency = String(asObject(data._currency).currency_name_short ?? "");
  const says = `ClickSend accepts the credentials; the balance is ${`${balance.toFixed(2)} ${currency}`.trim()}`;
  const remedy = "Top it up at ClickSend, by hand: an automatic recharge would pay for an attack.";
  if (balance <= 0) return failure("clicksend-account", `${says}: it sends nothing more.`, remedy);
  return balance < LOW_BALANCE
    ? warning("clicksend-account", `${says}, which is soon used up.`, remedy)
    : ok("clicksend-account", `${says}.`);
}

const notAnswered = (what: string) =>
  unknown("clicksend-account", `The ClickSend account could not be looked at: ${what}.`, "Try again later.");

const asObject = (value: unknown): Readonly<Record<string, unknown>> => ({
  ...(value as object | undefined),
});
