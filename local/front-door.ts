import { json } from "../src/http/message.ts";
import { CONSOLE_PREFIX, type ConsoleApiOptions, consoleApi } from "./console-api.ts";
import { type GatewayOptions, gateway } from "./gateway/gateway.ts";
import { invokeApi } from "./invoke-api.ts";
import type { FunctionConfigurations } from "./lambda-configuration.ts";
import { FUNCTIONS_PREFIX, TAGS_PREFIX } from "./lambda-wire.ts";
import { refuseForeign } from "./own-origin.ts";
import { createPages } from "./pages.ts";
import { toOriginForm } from "./request-target.ts";
import { type Answering, pathOf } from "./serve.ts";

interface FrontDoorOptions extends GatewayOptions, ConsoleApiOptions {
  readonly configurations: FunctionConfigurations;
  /** Origins that the page's form may lead to, beside its own. */
  readonly formTargets: readonly string[];
}

/** A person may leave out the slash at the end. */
const CONSOLE = CONSOLE_PREFIX.slice(0, -1);

/** What stands on PORT: the public routes, the page, and behind a guard the console and the API of Lambda. */
export function frontDoor(options: FrontDoorOptions): Answering {
  const pages = createPages(options.formTargets);
  const publicRoutes = gateway(options);
  const consoleRoutes = consoleApi(options);
  const invocations = invokeApi(options.lambda, options.newId);

  return async (request) => {
    if (!toOriginForm(request))
      return json(400, { message: "The target names another host than Host does." });
    const path = pathOf(request);
    const isConsole = path === CONSOLE || path.startsWith(CONSOLE_PREFIX);
    const isLambda = path.startsWith(FUNCTIONS_PREFIX) || path.startsWith(TAGS_PREFIX);
    const refusal = isConsole || isLambda ? refuseForeign(request) : undefined;
    if (refusal !== undefined) return refusal;
    if (path === CONSOLE) return { status: 308, headers: { location: CONSOLE_PREFIX }, body: "" };
    if (isLambda) return options.configurations.find(request) ?? invocations(request);

    const page = pages.find(request);
    if (page !== undefined) return page;
    if (isConsole) return consoleRoutes(request);
    if (options.routes.has(path)) return publicRoutes(request);
    return pages.notFound(request) ?? publicRoutes(request);
  };
}
