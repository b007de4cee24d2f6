import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, CfnOutput, CfnResource, Stack } from "aws-cdk-lib";
import { afterAll, describe, expect, it, test } from "vitest";
import { unifyLogicalIds } from "../../scripts/sam-logical-ids.ts";
import { type Json, type JsonObject, mergeStages } from "../../scripts/sam-merge.ts";
import { samTemplate } from "../../scripts/sam-template.ts";

/** A template with one of everything. */
const templateWith = (over: JsonObject = {}): JsonObject => ({
  Description: "One stage.",
  Parameters: { Environment: { Type: "String" }, Limit: { Type: "Number", Default: 5 } },
  Conditions: { LimitIsSet: { "Fn::Equals": [{ Ref: "Limit" }, ""] } },
  Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: {}, DependsOn: ["Topic"] } },
  Outputs: { Name: { Value: "same", Description: "The name." } },
  ...over,
});

const queueWith = (over: JsonObject) =>
  templateWith({ Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: {}, ...over } } });

const mergedProperty = (dev: JsonObject, prod: JsonObject) => {
  const merged = mergeStages(queueWith({ Properties: dev }), queueWith({ Properties: prod }));
  return (merged as { Resources: { Queue: { Properties: Json } } }).Resources.Queue.Properties;
};
const either = (prod: Json, dev: Json) => ({ "Fn::If": ["IsProd", prod, dev] });

describe("a value that differs", () => {
  it("is chosen where it stands, deep inside", () => {
    expect(mergedProperty({ A: [{ B: 1, C: 2 }] }, { A: [{ B: 1, C: 3 }] })).toEqual({
      A: [{ B: 1, C: either(3, 2) }],
    });
  });

  it("is chosen as a whole intrinsic function, which may take no other", () => {
    const sub = (text: string) => ({ "Fn::Sub": text });
    const join = (text: string) => ({ "Fn::Join": ["", [text, { Ref: "Queue" }]] });
    expect(mergedProperty({ A: sub("a"), B: join("a") }, { A: sub("b"), B: join("b") })).toEqual({
      A: either(sub("b"), sub("a")),
      B: either(join("b"), join("a")),
    });
  });

  it("is a whole list when the lists are not of one length", () => {
    expect(mergedProperty({ A: ["x"] }, { A: ["x", "y"] })).toEqual({ A: either(["x", "y"], ["x"]) });
  });

  it("is no value in the stage that has none", () => {
    const none = { Ref: "AWS::NoValue" };
    expect(mergedProperty({ A: 1 }, { B: 2 })).toEqual({ A: either(none, 1), B: either(2, none) });
  });

  it("may be an output's", () => {
    const output = (Value: string) => templateWith({ Outputs: { Name: { Value } } });
    expect(mergeStages(output("a"), output("b"))).toMatchObject({
      Outputs: { Name: { Value: either("b", "a") } },
    });
  });

  it("is to retain, where it says what becomes of data", () => {
    const merged = mergeStages(
      queueWith({ DeletionPolicy: "Delete" }),
      queueWith({ DeletionPolicy: "Snapshot" }),
    );
    expect(merged).toMatchObject({
      Resources: { Queue: { DeletionPolicy: "RetainExceptOnCreate" } },
    });
  });
});

describe("a difference that one template cannot say is told by its path", () => {
  const queue = { Type: "AWS::SQS::Queue", Properties: {}, DependsOn: ["Topic"] };
  const limit = { Type: "Number", Default: 5 };
  it.each<[path: string, JsonObject]>([
    ["Resources/Another", { Resources: { Queue: queue, Another: queue } }],
    ["Resources/Queue/Type", { Resources: { Queue: { ...queue, Type: "AWS::SNS::Topic" } } }],
    ["Resources/Queue/DependsOn", { Resources: { Queue: { ...queue, DependsOn: [] } } }],
    ["Resources/Queue/Condition", { Resources: { Queue: { ...queue, Condition: "LimitIsSet" } } }],
    ["Parameters/Limit", { Parameters: { Environment: {}, Limit: { ...limit, Default: 6 } } }],
    ["Parameters/Another", { Parameters: { Environment: {}, Limit: limit, Another: limit } }],
    ["Conditions/LimitIsSet", { Conditions: { LimitIsSet: { "Fn::Equals": ["", ""] } } }],
    ["Outputs/Name/Description", { Outputs: { Name: { Value: "same", Description: "Another." } } }],
    ["Mappings", { Mappings: {} }],
  ])("%s", (path, over) => {
    const say = () => mergeStages(templateWith(), templateWith(over));
    expect(say).toThrow(`The stages differ in ${path}, which one template for both cannot say`);
  });
});

describe("logical ids", () => {
  const outdir = mkdtempSync(join(tmpdir(), "sam-merge-"));
  afterAll(() => rmSync(outdir, { recursive: true }));

  /** Two stacks with a resource in the same place, under ids of their own, and an output that names it. */
  function stacks(...ids: readonly string[]) {
    const app = new App({ outdir });
    return ids.map((id, place) => {
      const stack = new Stack(app, `postern-${["dev", "prod"][place]}`);
      const resource = new CfnResource(stack, "Resource", { type: "AWS::ApiGateway::Deployment" });
      resource.overrideLogicalId(id);
      new CfnOutput(stack, "Named", { value: resource.ref });
      return stack;
    }) as [Stack, Stack];
  }
  function idFor(dev: string, prod: string): string {
    const pair = stacks(dev, prod);
    unifyLogicalIds(...pair);
    const [one, other] = pair.map(
      (stack) => stack.resolve((stack.node.findChild("Resource") as CfnResource).ref).Ref,
    );
    expect(one).toBe(other);
    return one;
  }

  it("stay where they are the same, else both have one that tells no stage", () => {
    expect(idFor("Same", "Same")).toBe("Same");
    expect(idFor("Apidev12", "Apiprod34")).toMatch(/^Api[0-9a-f]{8}$/);
  });

  it("change with either, so that API Gateway deploys what has changed", () => {
    const ids = [idFor("Apidev1", "Apiprod1"), idFor("Apidev2", "Apiprod1"), idFor("Apidev1", "Apiprod2")];
    expect(new Set(ids).size).toBe(3);
  });

  test("a construct that one stack alone has is told by its path", () => {
    const [dev, prod] = stacks("Same", "Same");
    new CfnResource(prod, "Planted", { type: "AWS::SQS::Queue" });
    expect(() => samTemplate(dev.node.root as App)).toThrow(
      "postern-dev does not hold what postern-prod holds",
    );
  });
});
