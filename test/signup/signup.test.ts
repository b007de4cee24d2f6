import { describe, expect, it } from "vitest";
import { listedDomains } from "../../src/email/domain-set.ts";
import { emailValidator } from "../../src/email/email-validator.ts";
import { ownOpinion } from "../../src/email/own-domains.ts";
import type { Outcome } from "../../src/gate/gate.ts";
import type { HttpRequest } from "../../src/http/message.ts";
import { type NewSignup, type SignupOptions, signup } from "../../src/signup/signup.ts";
import type { ClaimStore } from "../../src/stores/claim-store.ts";
import { memoryClaims } from "../../src/stores/memory-claims.ts";
import { at } from "../email/support/asking.ts";
import { HOUR_MS } from "../support/clock.ts";
import { CLIENT_ADDRESS, VISITOR } from "../support/planted.ts";

const EMAIL = "Planted.Visitor+shop@Visitors.example";

const LISTS = {
  disposable: listedDomains([]),
  relays: listedDomains([]),
  own: ownOpinion({}),
};

/** The feature as somebody builds it into an app, with what they plug in. */
function app(register: SignupOptions["register"], more: Partial<SignupOptions> = {}) {
  const feature = signup({
    allowedOrigins: new Set(),
    edgeSecrets: [],
    requireEdge: false,
    validator: () => emailValidator({ lists: LISTS }),
    slots: memoryClaims(),
    limitPerHour: 1,
    emailHashKey: async () => "the secret of a test",
    standInKey: () => "another",
    register,
    ...more,
  });
  return (body: object = { email: EMAIL }, differences: Partial<HttpRequest> = {}) =>
    feature.handle(
      {
        method: "POST",
        path: "/signup",
        query: {},
        headers: { "content-type": "application/json" },
        body: new TextEncoder().encode(JSON.stringify(body)),
        clientAddress: CLIENT_ADDRESS,
        ...differences,
      },
      at(HOUR_MS),
    );
}

const DONE: Outcome<string> = { sent: true, value: "account 7" };

describe("what is plugged in", () => {
  it("gets the address as given, the verdict on it, and the body as it came", async () => {
    const signups: NewSignup[] = [];
    const send = app(async (each) => {
      signups.push(each);
      return DONE;
    });
    const body = { email: EMAIL, name: "Ada", plan: { seats: 2 } };
    expect((await send(body)).response.status).toBe(201);
    expect(signups).toMatchObject([
      {
        address: { text: EMAIL, ascii: "Planted.Visitor+shop@visitors.example" },
        verdict: { status: "unknown", canonical: VISITOR.email, role: false },
        data: body,
      },
    ]);
  });

  it("is told the time of the request, not another", async () => {
    const times: number[] = [];
    await app(async (_, { nowMs }) => {
      times.push(nowMs);
      return DONE;
    })();
    expect(times).toEqual([HOUR_MS]);
  });

  it("may choose the words of success", async () => {
    const { response } = await app(async () => DONE, { message: "Look into your mailbox." })();
    expect(JSON.parse(response.body)).toEqual({ success: true, message: "Look into your mailbox." });
  });

  it.each([
    [false, "failed", 201],
    ["unknown", "unknown", 429],
  ] as const)(
    "that ends with %j %s, and whoever tries again is answered %d",
    async (sent, outcome, again) => {
      const endings: Outcome<string>[] = [{ sent, reason: "FULL" }, DONE];
      const send = app(async () => endings.shift() ?? DONE);
      const { response, conclusion } = await send();
      expect(response.status).toBe(500);
      expect(JSON.parse(response.body)).toMatchObject({ success: false, error: "SEND_FAILED" });
      expect(conclusion).toMatchObject({ gate: "signup", outcome, reason: "SEND_FAILED", detail: "FULL" });
      expect((await send()).response.status).toBe(again);
    },
  );

  it("that breaks may have done its work: 500, and the slots stay used", async () => {
    const bug = new TypeError("a bug");
    const send = app(async () => {
      throw bug;
    });
    const { response, conclusion } = await send();
    expect(response.status).toBe(500);
    expect(JSON.parse(response.body)).toEqual({
      success: false,
      error: "INTERNAL_ERROR",
      message: "Something went wrong on our side. Please try again in a while.",
    });
    expect(conclusion).toMatchObject({ outcome: "unknown", reason: "INTERNAL_ERROR", error: bug });
    expect((await send()).response.status).toBe(429);
  });

  it("is not called for what is refused", async () => {
    const send = app(async () => expect.fail("registered"));
    for (const body of [{}, { email: "planted" }, { email: "plänted@visitors.example" }])
      expect((await send(body)).response.status).toBe(422);
  });
});

describe("when something of ours breaks", () => {
  it("a store with a bug is no outage: nobody is signed up, and the slot taken before is given back", async () => {
    const claims = memoryClaims();
    let asked = 0;
    const slots: ClaimStore = {
      ...claims,
      claim: (key, ...rest) => {
        asked += 1;
        if (asked === 2) throw new TypeError("a bug");
        return claims.claim(key, ...rest);
      },
    };
    const signedUp: NewSignup[] = [];
    const send = app(
      async (each) => {
        signedUp.push(each);
        return DONE;
      },
      { slots },
    );
    const { response, conclusion } = await send();
    expect(response.status).toBe(500);
    expect(conclusion).toMatchObject({ outcome: "failed", reason: "INTERNAL_ERROR" });
    expect(conclusion.trail.find(({ check }) => check === "caller-limit")?.undone).toBe("not-sent");
    expect(signedUp).toEqual([]);
    expect((await send()).response.status, "the fault was ours").toBe(201);
  });
});

describe("the stand-in for the secret", () => {
  it("is made once, and only when it is needed", async () => {
    let made = 0;
    const standInKey = () => {
      made += 1;
      return `stand-in ${made}`;
    };
    const fine = app(async () => DONE, { standInKey });
    await fine();
    expect(made).toBe(0);
    const { Unavailable } = await import("../../src/gate/unavailable.ts");
    const emailHashKey = async () => {
      throw new Unavailable("secrets", new Error("throttled"));
    };
    const without = app(async () => DONE, { standInKey, emailHashKey, limitPerHour: 3 });
    for (let i = 0; i < 3; i += 1) await without();
    expect(made).toBe(1);
  });
});
