import { createServer } from "node:http";
import { type Configured, functionConfigurations } from "../../../local/lambda-configuration.ts";
import { lambdaError } from "../../../local/lambda-wire.ts";
import { listen } from "../../../local/listen.ts";
import { serve } from "../../../local/serve.ts";

export type Environments = Readonly<Record<string, Configured["environment"]>>;

/** A Lambda that tells these environments of these functions, and knows no other. */
export async function startLambda() {
  const functions = new Map<string, Configured>();
  const { find } = functionConfigurations(functions, 0);
  let isDenied = false;
  const denied = () =>
    lambdaError(
      403,
      "AccessDeniedException",
      "User: ada is not authorized to perform: lambda:GetFunctionConfiguration",
    );
  const server = createServer(
    serve(
      (request) => (isDenied ? denied() : (find(request) ?? lambdaError(404, "NotFound", ""))),
      () => {},
    ),
  );
  return {
    ...(await listen(server, 0, "the port of a Lambda")),
    deny: () => {
      isDenied = true;
    },
    tell: (environments: Environments) => {
      isDenied = false;
      functions.clear();
      for (const [name, environment] of Object.entries(environments))
        functions.set(name, { timeoutSeconds: 20, environment });
    },
  };
}
