import type { Metres } from "../base/units.ts";
import type { Design } from "../design/design.ts";
import type { ActionCount, Operation } from "./action-counts.ts";
import type { Census } from "./placement.ts";

/** One die holds one node: arrays of another one are a die of their own, with a link between the two. */
export const isTwoDies = (arrayNode: Metres, { logicNode }: Pick<Design, "logicNode">): boolean =>
  Math.abs(arrayNode - logicNode) > 1e-3 * logicNode;

export const linkCensus = (arrayNode: Metres, design: Design): Census =>
  isTwoDies(arrayNode, design) ? { link: 1 } : {};

/** Flits that move `bits` bits between the dies for an operation; none where there is one die. */
export const linkCounts = (
  operation: Operation,
  bits: number,
  arrayNode: Metres,
  design: Design,
): ActionCount[] => {
  if (!isTwoDies(arrayNode, design)) return [];
  const { behaviour } = design.chipletLink;
  return [{ operation, component: "link", action: "transfer", count: bits / behaviour.bits }];
};
