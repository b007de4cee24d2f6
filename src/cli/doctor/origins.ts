import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { deployedName } from "../deployed-name.ts";
import { ask, askingConfig, notSeen } from "./ask.ts";
import type { Deployment } from "./deployment.ts";
import { type Finding, failure, ok, unknown } from "./finding.ts";
import { GET_REST_APIS, restApiId } from "./rest-api.ts";
import type { Subject } from "./subject.ts";
import { trialFinding } from "./trial.ts";

/** Whether a browser on a page of yours may post to the forms, and whether those would take what it posts. */
export const origins: Subject = {
  title: "Pages of your site",
  permissions: [GET_REST_APIS],
  look: async (deployment) => {
    const forms = formsOf(deployment.settings);
    // They answer at CloudFront's address alone, and only a person knows which that is.
    const isHidden = ({ requiresEdge }: Form) => requiresEdge && deployment.url === undefined;
    const hidden = forms.filter(isHidden).map(({ path }) => unknown("form", hiddenForm(path), SAY_WHERE));
    const visible = forms.filter((form) => !isHidden(form));
    if (visible.length === 0) return hidden;
    const base = await baseUrl(deployment);
    if (typeof base !== "string") return [...hidden, base];
    const found = visible.map(({ path, allowedOrigins }) => {
      const url = `${base}${path}`;
      return [...allowedOrigins.map((origin) => preflightFinding(url, origin)), trialFinding(url)];
    });
    return [...hidden, ...(await Promise.all(found.flat()))];
  },
};

interface Form {
  readonly path: string;
  readonly allowedOrigins: readonly string[];
  readonly requiresEdge: boolean;
}

const formsOf = ({ contact, signup }: Deployment["settings"]): readonly Form[] =>
  Object.entries({ "/contact": contact, "/signup": signup }).flatMap(([path, settings]) =>
    settings === undefined
      ? []
      : { path, allowedOrigins: [...settings.ALLOWED_ORIGIN], requiresEdge: settings.REQUIRE_EDGE },
  );

const hiddenForm = (path: string) =>
  `Whether ${path} takes what visitors send cannot be looked at from here: with REQUIRE_EDGE it answers through CloudFront alone.`;
const SAY_WHERE = "Say where your site posts: postern doctor --url URL.";

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
