import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { ask, askingConfig, notSeen } from "./ask.ts";
import { deployedName } from "./deployed-name.ts";
import type { Deployment } from "./deployment.ts";
import { type Finding, failure, ok } from "./finding.ts";
import { GET_REST_APIS, restApiId } from "./rest-api.ts";
import type { Subject } from "./subject.ts";

/** Whether a browser on a page of yours may post to the forms. */
export const origins: Subject = {
  title: "Pages of your site",
  permissions: [GET_REST_APIS],
  look: async (deployment) => {
    const { contact, signup } = deployment.settings;
    const forms = [
      ...[...(contact?.ALLOWED_ORIGIN ?? [])].map((origin) => ({ path: "/contact", origin })),
      ...[...(signup?.ALLOWED_ORIGIN ?? [])].map((origin) => ({ path: "/signup", origin })),
    ];
    if (forms.length === 0) return [];
    const base = await baseUrl(deployment);
    if (typeof base !== "string") return [base];
    return Promise.all(forms.map(({ path, origin }) => preflightFinding(`${base}${path}`, origin)));
  },
};

/** Where the forms are, without a slash at the end, or why nobody knows. */
async function baseUrl({ url, connection, region, suffix }: Deployment): Promise<string | Finding> {
  if (url !== undefined) return url;
  const client = new APIGatewayClient(askingConfig(connection("API_GATEWAY")));
  const name = deployedName("api", suffix);
  const asked = await restApiId(client, name);
  if (!asked.answered) return notSeen("api", `The API ${name}`, asked);
  return asked.value === undefined
    ? failure("api", `There is no API ${name}.`, "Deploy it, or say where your site posts: --url URL.")
    : `https://${asked.value}.execute-api.${region}.amazonaws.com/${suffix}`;
}

async function preflightFinding(url: string, origin: string): Promise<Finding> {
  const asked = await ask(undefined, ({ abortSignal }) =>
    fetch(url, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
      // A browser does not follow one either.
      redirect: "manual",
      signal: abortSignal,
    }),
  );
  if (!asked.answered) return notSeen("origin", `What ${url} answers pages of ${origin}`, asked);
  const { ok: isFine, status, headers } = asked.value;
  return isFine && headers.get("access-control-allow-origin") === origin
    ? ok("origin", `Pages of ${origin} may post to ${url}.`)
    : failure(
        "origin",
        `Browsers keep pages of ${origin} from posting to ${url}: it answers ${status} and does not allow that origin.`,
        "Deploy with this origin in ALLOWED_ORIGIN, and see that nothing in front takes away Origin or the answer's CORS headers.",
      );
}
