import { afterAll, beforeAll, expect, it } from "vitest";
import { type Aws, startAws } from "../support/aws.ts";
import { contactInstance } from "../support/contact-instance.ts";
import { formAsk, jsonAsk } from "../support/exchange.ts";

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.close());

const generous = { IP_LIMIT_PER_HOUR: "100" };

it.each([
  ["https://www.site.example/thanks", "https://www.site.example/thanks?error=INVALID_EMAIL"],
  ["https://www.site.example/?p=3", "https://www.site.example/?p=3&error=INVALID_EMAIL"],
  ["https://www.site.example/#form", "https://www.site.example/?error=INVALID_EMAIL#form"],
  ["/thanks.html", "/thanks.html?error=INVALID_EMAIL"],
])("a form leads to SUCCESS_URL %s, and refused to %s", async (url, refusedUrl) => {
  const instance = contactInstance(aws, { ...generous, SUCCESS_URL: url });
  expect(await instance.send(formAsk())).toMatchObject({ status: 303, headers: { location: url }, body: "" });
  expect(await instance.send(formAsk({ hp_topic: "x" }))).toEqual(await instance.send(formAsk()));
  const refused = await instance.send(formAsk({ email: "nobody" }));
  expect(refused).toMatchObject({ status: 303, headers: { location: refusedUrl }, body: "" });
});

it.each([
  ["/contact", "./contact/thanks?sent=true"],
  ["/prod/contact", "./contact/thanks?sent=true"],
  ["/api/v1/form", "./form/thanks?sent=true"],
  ["/contact/", "./thanks?sent=true"],
  ["/", "./thanks?sent=true"],
])("by default a form at %s leads to the page beside it, whatever stands before", async (path, location) => {
  const reply = await contactInstance(aws, generous).send(formAsk({}, { path }));
  expect(reply.headers.location).toBe(location);
  const page = new URL(location, `https://api.example${path}`);
  expect(page.href).toBe(`https://api.example${path.replace(/\/$/, "")}/thanks?sent=true`);
});

it.each(["/http:evil.example", "/\\\\evil.example", "//evil.example", "/contact/..\\\\evil.example"])(
  "a form posted to %s is not sent to another site",
  async (path) => {
    const reply = await contactInstance(aws, generous).send(formAsk({}, { path }));
    expect(new URL(reply.headers.location ?? "", "https://api.example/x").origin).toBe("https://api.example");
  },
);

it.each([
  ["/contact\r\nSet-Cookie: a=b", "./contact%0D%0ASet-Cookie:%20a=b/thanks?sent=true"],
  ["/con#y", "./con%23y/thanks?sent=true"],
  ["/kont\u00e4kt", "./kont%C3%A4kt/thanks?sent=true"],
  ["/kont%C3%A4kt", "./kont%C3%A4kt/thanks?sent=true"],
])("a decoded path is encoded again in the header: %j", async (path, location) => {
  const reply = await contactInstance(aws, generous).send(formAsk({}, { path }));
  expect(reply.headers.location).toBe(location);
});

it("what is posted to a path that ends as the page's is a message: the form's own path may end so", async () => {
  const reply = await contactInstance(aws, generous).send(formAsk({}, { path: "/api/thanks" }));
  expect(reply).toMatchObject({ status: 303, headers: { location: "./thanks/thanks?sent=true" } });
});

it("a program that posts JSON is never redirected", async () => {
  const instance = contactInstance(aws, { ...generous, SUCCESS_URL: "/thanks" });
  expect((await instance.send(jsonAsk())).status).toBe(200);
  expect((await instance.send(jsonAsk({ email: "nobody" }))).status).toBe(400);
});
