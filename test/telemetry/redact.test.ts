import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loggedError, redact } from "../../src/telemetry/redact.ts";

describe("redact", () => {
  it.each([
    ["Email address is not verified: ada@example.com.", "Email address is not verified: [address]"],
    ["<jörg@münchen.de>, b+c@d.example", "<[address]>, [address]"],
    ["'o'neil@example.com'", "[address]'"],
    ["connect ECONNREFUSED 203.0.113.10:8000", "connect ECONNREFUSED [ip]:8000"],
    ["from 2001:db8::1 and ::ffff:1", "from [ip] and [ip]"],
    ["call +44 20 7946 0018 now", "call [number] now"],
    ["key AKIAIOSFODNN7EXAMPLE", "key [key]"],
    ["token wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEYxx", "token [key]"],
    ["The table does not exist", "The table does not exist"],
  ])("of %s is %s", (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  it("leaves no address, wherever it stands", () => {
    fc.assert(
      fc.property(fc.lorem(), fc.emailAddress(), fc.lorem(), (before, address, after) => {
        const [local = "", domain = ""] = address.split("@");
        const redacted = redact(`${before} ${address} ${after}`);
        expect(redacted).not.toContain(`${local}@`);
        expect(redacted).not.toContain(`@${domain}`);
      }),
    );
  });

  it("leaves no IP address", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        expect(redact(`refused ${address} (`)).not.toContain(address);
      }),
    );
  });

  it("is short, whatever it is given", () => {
    expect(redact("x ".repeat(100_000)).length).toBeLessThanOrEqual(300);
  });
});

describe("loggedError", () => {
  it("keeps name, message and code, through its causes", () => {
    const refused = Object.assign(new Error("connect 203.0.113.10"), { code: "ECONNREFUSED" });
    expect(loggedError(new TypeError("outer", { cause: refused }))).toEqual({
      name: "TypeError",
      message: "outer",
      cause: { name: "Error", message: "connect [ip]", code: "ECONNREFUSED" },
    });
  });

  it("ends where causes go round", () => {
    const error = new Error("round");
    error.cause = error;
    expect(JSON.stringify(loggedError(error)).match(/round/g)).toHaveLength(5);
  });

  it.each([undefined, null, "planted@visitors.example", 5])("takes %j, which is no error", (thrown) => {
    expect(loggedError(thrown).name).toBe("NotAnError");
    expect(JSON.stringify(loggedError(thrown))).not.toContain("planted");
  });

  it("takes nothing else of an error: it may hold a request", () => {
    const error = Object.assign(new Error("x"), { request: "planted", $response: { body: "planted" } });
    expect(JSON.stringify(loggedError(error))).not.toContain("planted");
  });
});
