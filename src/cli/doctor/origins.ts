import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { deployedName } from "../deployed-name.ts";
import { askingConfig, notSeen } from "./ask.ts";
import type { Deployment } from "./deployment.ts";
import { type Finding, failure, unknown } from "./finding.ts";
import { preflightFinding } from "./preflight.ts";
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
    const found = visible.map(({ path, allowedOrigins, requiresEdge }) => {
      const url = `${base}${path}`;
      // Preflights tell origins apart. Of the form itself one page learns as much as all.
      const trials = allowedOrigins.slice(0, 1).map((origin) => trialFinding({ url, origin, requiresEdge }));
      return [...allowedOrigins.map((origin) => preflightFinding(url, origin)), ...trials];
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
