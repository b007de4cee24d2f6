import { type APIGatewayClient, paginateGetRestApis } from "@aws-sdk/client-api-gateway";
import { type Answer, ask } from "./ask.ts";
import { permission } from "./permission.ts";

/** API Gateway's rights are HTTP methods on paths of its own API; an account does not stand in its ARNs. */
export const readingApi = (path: string) => permission("apigateway:GET", () => `*::${path}`);

export const GET_REST_APIS = readingApi("/restapis");

/** As many as API Gateway hands out at once. */
export const PAGE_SIZE = 500;

/** What stands on all pages of a listing. */
export async function itemsOf<T>(
  pages: AsyncIterable<{ readonly items?: readonly T[] | undefined }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const { items = [] } of pages) all.push(...items);
  return all;
}

/** @returns its id; none when there is no API of that name. */
export function restApiId(client: APIGatewayClient, name: string): Promise<Answer<string | undefined>> {
  return ask(GET_REST_APIS, async (limit) => {
    for await (const { items = [] } of paginateGetRestApis({ client, pageSize: PAGE_SIZE }, {}, limit)) {
      const found = items.find((api) => api.name === name);
      if (found) return found.id;
    }
    return undefined;
  });
}
