import type { IncomingMessage } from "node:http";
import type { Answer } from "./serve.ts";

/** What is wrong with a signature, as AWS calls it; protocols of JSON add `Exception` to the code. */
interface SignatureFault {
  readonly code: "MissingAuthenticationToken" | "IncompleteSignature" | "InvalidSignature";
  readonly message: string;
}

const SIGNATURE =
  /^AWS4-HMAC-SHA256 Credential=[^/, ]+\/\d{8}\/[a-z0-9-]+\/(?<service>[a-z0-9-]+)\/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}$/;

/**
 * Looks for a signature of the right form and service; whose key it was made with is not checked.
 * @param refuse Says what is wrong with it in the protocol of the service.
 */
export const refuseUnsigned =
  (service: string, refuse: (fault: SignatureFault) => Answer) =>
  (request: IncomingMessage): Answer | undefined => {
    const fault = faultOf(request, service);
    return fault && refuse(fault);
  };

function faultOf({ headers }: IncomingMessage, service: string): SignatureFault | undefined {
  if (headers.authorization === undefined) {
    return { code: "MissingAuthenticationToken", message: "Missing Authentication Token" };
  }
  const signature = SIGNATURE.exec(headers.authorization);
  if (signature === null || headers["x-amz-date"] === undefined) {
    return { code: "IncompleteSignature", message: "The signature is incomplete or malformed." };
  }
  if (signature.groups?.service !== service) {
    const message = `Credential should be scoped to correct service: '${service}'.`;
    return { code: "InvalidSignature", message };
  }
  return undefined;
}
