import { isBackward } from "./action-counts.ts";
import type { Mapping } from "./mapping.ts";

/**
 * The passes of a mapping, in order, each with its own actions: one, or the forward and the backward pass of a training
 * step, of which the second starts when all layers are through the first.
 */
export function passesOf(mapping: Mapping): Mapping[] {
  const { backward, ...forward } = mapping;
  if (backward === undefined) return [mapping];
  const countsOf = (wanted: boolean): Mapping["counts"] =>
    mapping.counts.filter(({ operation }) => isBackward(operation) === wanted);
  return [
    { ...forward, counts: countsOf(false) },
    { ...forward, counts: countsOf(true), schedule: backward },
  ];
}
