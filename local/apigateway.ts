import { createServer } from "node:http";
import type { AccountState } from "./account.ts";
import { behindFaults, type Refusals } from "./faults.ts";
import { jsonAnswer, restError } from "./json-answer.ts";
import { listen } from "./listen.ts";
import { refuseForeign } from "./own-origin.ts";
import { type Answering, pathOf, serve } from "./serve.ts";
import { refuseUnsigned } from "./signature.ts";
import type { StandIn, Surroundings } from "./stand-in.ts";

/**
 * API Gateway, to be looked at: one REST API with one usage plan and one key, as the stack makes them. Calls do not pass here;
 * the gateway that they pass is `gateway/`.
 */
export const apigateway: StandIn = {
  endpointSetting: "AWS_ENDPOINT_URL_API_GATEWAY",
  start: (surroundings) => {
    const work = serve(answering(surroundings), surroundings.report);
    const server = createServer(behindFaults(surroundings.fault, refusals, work));
    return listen(server, surroundings.port, "the port of apigateway");
  },
};

type State = AccountState["apigateway"];
type Listing = (state: State, query: URLSearchParams, createdDate: number) => readonly object[];

const [API_ID, PLAN_ID, KEY_ID] = ["local00api", "local0plan", "local00key"];
const STAGE = "dev";
const PARTNERS = `postern-partners-${STAGE}`;
const KEY_VALUE = "a-local-api-key-that-opens-nothing-here";
const TAGS = { project: "postern", stage: STAGE };

const restApis: Listing = (_state, _query, createdDate) => [
  {
    id: API_ID,
    name: `postern-api-${STAGE}`,
    description: "The contact form, the sign-up and the endpoint for partners.",
    createdDate,
    apiKeySource: "HEADER",
    endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "ipv4" },
    tags: TAGS,
    disableExecuteApiEndpoint: false,
    rootResourceId: "local0root",
  },
];

const isKeyInPlan = ({ keyWithoutPlan }: State) => !keyWithoutPlan;

const usagePlans: Listing = (state, query) => {
  const keyId = query.get("keyId");
  if (keyId !== null && !(keyId === KEY_ID && isKeyInPlan(state))) return [];
  return [
    {
      id: PLAN_ID,
      name: PARTNERS,
      apiStages: state.planReachable ? [{ apiId: API_ID, stage: STAGE }] : [],
      throttle: { burstLimit: 1, rateLimit: 1 },
      quota: { limit: 10, offset: 0, period: "DAY" },
      tags: TAGS,
    },
  ];
};

const planKeys: Listing = (state, query) =>
  isKeyInPlan(state) && isWanted(query)
    ? [{ id: KEY_ID, type: "API_KEY", value: KEY_VALUE, name: PARTNERS }]
    : [];

const apiKeys: Listing = (state, query, createdDate) => {
  if (!isWanted(query)) return [];
  const key = {
    id: KEY_ID,
    ...(query.get("includeValues") === "true" && { value: KEY_VALUE }),
    name: PARTNERS,
    enabled: true,
    createdDate,
    lastUpdatedDate: createdDate,
    stageKeys: isKeyInPlan(state) && state.planReachable ? [`${API_ID}/${STAGE}`] : [],
    tags: TAGS,
  };
  return [key];
};

/** Keys may be asked for by how their name begins. */
const isWanted = (query: URLSearchParams) => PARTNERS.startsWith(query.get("name") ?? "");

const LISTINGS: ReadonlyMap<string, Listing> = new Map([
  ["/restapis", restApis],
  ["/usageplans", usagePlans],
  [`/usageplans/${PLAN_ID}/keys`, planKeys],
  ["/apikeys", apiKeys],
]);

function answering({ account, nowMs }: Surroundings): Answering {
  const createdDate = Math.floor(nowMs() / 1_000);
  return (request) => {
    const refusal = refuseForeign(request) ?? refuse(request);
    if (refusal !== undefined) return refusal;
    const path = pathOf(request);
    const listing = request.method === "GET" ? LISTINGS.get(path) : undefined;
    if (listing !== undefined) {
      const query = new URL(request.url ?? "", "http://127.0.0.1").searchParams;
      return jsonAnswer(200, { item: listing(account.state().apigateway, query, createdDate) });
    }
    return /^\/usageplans\/[^/]+\/keys$/.test(path)
      ? restError(404, "NotFoundException", "Invalid Usage Plan identifier specified")
      : restError(404, "UnknownOperationException", "The requested operation is not supported here.");
  };
}

const refuse = refuseUnsigned("apigateway", ({ code, message }) =>
  restError(403, `${code}Exception`, message),
);

const refusals: Refusals = {
  reject: restError(400, "BadRequestException", "Refused by the fault switch"),
  error: restError(500, "InternalFailure", "The request processing has failed because of an unknown error."),
  throttle: restError(429, "TooManyRequestsException", "Too Many Requests"),
  unauthorized: restError(403, "AccessDeniedException", "User is not authorized to perform: apigateway:GET"),
};
