/*
 * What SNS refuses of a text, and how it says so. Messages hold nothing that the caller wrote: they stand in XML.
 */

export type Judged =
  | { readonly ok: true; readonly text: { readonly to: string; readonly body: string } }
  | { readonly ok: false; readonly code: string; readonly message: string };

const MAX_CHARACTERS = 1_600;

/** Judges the fields of `Publish`. */
export function judgePublish(query: URLSearchParams): Judged {
  const to = query.get("PhoneNumber");
  const body = query.get("Message") ?? "";
  if (to === null)
    return invalid("PhoneNumber Reason: no value for required parameter; topics are not taken");
  if (query.has("TopicArn") || query.has("TargetArn")) return invalid("more than one destination");
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return invalid("PhoneNumber Reason: it is not valid to publish to");
  if (body.trim() === "") return invalid("Empty message");
  if ([...body].length > MAX_CHARACTERS) return invalid("Message too long");
  return refuseAttributes(attributesOf(query)) ?? { ok: true, text: { to, body } };
}

interface Attribute {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

function attributesOf(query: URLSearchParams): Attribute[] {
  const field = (place: number, name: string) => query.get(`MessageAttributes.entry.${place}.${name}`);
  const attributes: Attribute[] = [];
  for (let place = 1; ; place++) {
    const name = field(place, "Name");
    if (name === null) return attributes;
    const value = field(place, "Value.StringValue") ?? field(place, "Value.BinaryValue") ?? "";
    attributes.push({ name, type: field(place, "Value.DataType") ?? "", value });
  }
}

/** Those that SNS reads itself. */
const SMS_ATTRIBUTES: ReadonlyMap<string, { readonly type: string; readonly value: RegExp }> = new Map([
  ["AWS.SNS.SMS.SMSType", { type: "String", value: /^(?:Promotional|Transactional)$/ }],
  ["AWS.SNS.SMS.SenderID", { type: "String", value: /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/ }],
  ["AWS.SNS.SMS.MaxPrice", { type: "Number", value: /^\d+(?:\.\d+)?$/ }],
  ["AWS.MM.SMS.OriginationNumber", { type: "String", value: /^\+?\d{5,14}$/ }],
  ["AWS.MM.SMS.EntityId", { type: "String", value: /^.{1,50}$/ }],
  ["AWS.MM.SMS.TemplateId", { type: "String", value: /^.{1,50}$/ }],
]);

function refuseAttributes(attributes: readonly Attribute[]): Judged | undefined {
  const names = attributes.map(({ name }) => name);
  if (new Set(names).size < names.length)
    return invalid("MessageAttributes Reason: a name stands there twice");
  return attributes.every(isValid)
    ? undefined
    : { ok: false, code: "ParameterValueInvalid", message: "A message attribute is not valid." };
}

function isValid({ name, type, value }: Attribute): boolean {
  const known = SMS_ATTRIBUTES.get(name);
  if (known !== undefined) return known.type === type && known.value.test(value);
  const isOwnName = /^(?!AWS\.|Amazon\.|\.)(?!.*\.\.)[\w.-]{1,256}$/i.test(name) && !name.endsWith(".");
  return isOwnName && ["String", "String.Array", "Number", "Binary"].includes(type) && value !== "";
}

const invalid = (what: string): Judged => ({
  ok: false,
  code: "InvalidParameter",
  message: `Invalid parameter: ${what}`,
});
