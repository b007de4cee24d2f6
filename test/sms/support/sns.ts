import { answers, type Received, type Respond, type Service, startService } from "./service.ts";

export interface Published {
  readonly PhoneNumber: string;
  readonly Message: string;
  /** Name to `DataType:StringValue`. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Sns extends Service {
  readonly published: () => readonly Published[];
}

const xml = (status: number, body: string) => answers(status, "text/xml", body);

/** An error in the query protocol's own form. */
export const snsError = (status: number, code: string, message = "Refused by the test."): Respond =>
  xml(
    status,
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  );

/** SNS's `Publish` to a phone number, in the query protocol that the SDK speaks; refuses what is not exactly right. */
export async function startSns(): Promise<Sns> {
  const published: Published[] = [];
  const service = await startService("SNS", (response, received) => {
    const one = read(received);
    if (one === undefined) return snsError(400, "InvalidParameter")(response, received);
    published.push(one);
    const id = `SNS-${published.length}`;
    xml(
      200,
      `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${id}</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>`,
    )(response, received);
  });
  return { ...service, published: () => published };
}

function read({ method, headers, body }: Received): Published | undefined {
  if (method !== "POST" || headers["content-type"] !== "application/x-www-form-urlencoded") return;
  const {
    Action,
    Version,
    PhoneNumber = "",
    Message = "",
    ...rest
  } = Object.fromEntries(new URLSearchParams(body));
  if (Action !== "Publish" || Version !== "2010-03-31" || !/^\+[1-9]\d{6,14}$/.test(PhoneNumber) || !Message)
    return;

  const attributes: Record<string, string> = {};
  for (let i = 1; rest[`MessageAttributes.entry.${i}.Name`] !== undefined; i += 1) {
    const { [`MessageAttributes.entry.${i}.Name`]: name = "", ...others } = rest;
    attributes[name] =
      `${others[`MessageAttributes.entry.${i}.Value.DataType`]}:${others[`MessageAttributes.entry.${i}.Value.StringValue`]}`;
  }
  const isKnown = Object.keys(rest).every((name) => name.startsWith("MessageAttributes.entry."));
  return isKnown ? { PhoneNumber, Message, attributes } : undefined;
}
