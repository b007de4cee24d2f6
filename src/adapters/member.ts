/** A member of a parsed body, whatever the body is. Undefined for what is inherited: nobody sent that. */
export function memberOf(body: unknown, name: string): unknown {
  const isObject = typeof body === "object" && body !== null;
  return isObject && Object.hasOwn(body, name)
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
