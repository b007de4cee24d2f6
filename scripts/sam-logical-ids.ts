import { createHash } from "node:crypto";
import { CfnElement, type Stack } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Gives what stands in the same place of both stacks the same logical id. CDK puts the stage into a few of them, and into that of
 * the API's deployment a hash of the API.
 * @throws Error when one stack holds what the other does not.
 */
export function unifyLogicalIds(dev: Stack, prod: Stack): void {
  for (const pair of pairsIn(dev, prod)) {
    const ids = pair.map((element): string => element.stack.resolve(element.logicalId));
    if (new Set(ids).size > 1) for (const element of pair) element.overrideLogicalId(idForBoth(ids));
  }
}

/** One code builds both stacks: what comes first in one comes first in the other. */
function* pairsIn(dev: IConstruct, prod: IConstruct): Generator<[CfnElement, CfnElement]> {
  const devs = dev.node.children;
  const prods = prod.node.children;
  if (devs.length !== prods.length || CfnElement.isCfnElement(dev) !== CfnElement.isCfnElement(prod))
    throw new Error(`${dev.node.path} does not hold what ${prod.node.path} holds`);
  if (CfnElement.isCfnElement(dev) && CfnElement.isCfnElement(prod)) yield [dev, prod];
  for (const [place, child] of devs.entries()) yield* pairsIn(child, prods[place] ?? child);
}

/** What both begin with, and a hash: an id that changes, so that the API is deployed again, has to change here too. */
function idForBoth([one = "", other = ""]: readonly string[]): string {
  const differs = [...one].findIndex((letter, place) => letter !== other[place]);
  const hash = createHash("sha256").update(`${one} ${other}`).digest("hex").slice(0, 8);
  return `${one.slice(0, differs)}${hash}`;
}
