// Several untuned replicas of each array that hashes, each calibrated so that queries need no array.

import { z } from "zod";
import { flag, integer, priceOnly, real } from "#base";

/** Config schema of the arrays that take turns at the keys of one set of projections. */
export const arrayReplicasSchema = priceOnly(
  z
    .strictObject({
      count: integer(
        { min: 1, max: 1024 },
        "untuned arrays in place of each one, which take turns at the keys; each needs a query map of its own",
      ).prefault(1),
      epoch: integer(
        { min: 0, max: 1 << 30 },
        "keys after which the arrays of a set are made random anew and calibrated; 0 for never",
      ).prefault(0),
      probes: integer({ min: 1, max: 1 << 20 }, "vectors that an array is calibrated on").prefault(512),
      mapBits: integer({ min: 1, max: 16 }, "bits of an entry of a stored query map").prefault(8),
      endurance: real(
        { min: 1, max: 1e18 },
        "times that a cell survives being made random anew (assumed: 1e6, published 1e4 to 1e9)",
      ).prefault(1e6),
      isControl: flag(
        "accept several arrays without query maps: the control whose hash is no better than random",
      ).prefault(false),
    })
    .prefault({}),
);

export type ArrayReplicas = z.output<typeof arrayReplicasSchema>;

/** Whether keys of one set of projections ever meet more than one array. */
export const isReplicated = ({ count, epoch }: Pick<ArrayReplicas, "count" | "epoch">): boolean =>
  count > 1 || epoch > 0;

/** A key of the replicas that does not fit a workload, and why. */
export interface ReplicaIssue {
  readonly key: keyof ArrayReplicas;
  readonly message: string;
}

/** Faults of the replicas for sequences of `length` keys of `headWidth` dimensions. */
export function replicaIssues(
  replicas: ArrayReplicas,
  { length, headWidth }: { readonly length: number; readonly headWidth: number },
): ReplicaIssue[] {
  if (!isReplicated(replicas)) return [];
  const { count, probes, isControl } = replicas;
  const issues: ReplicaIssue[] = [];
  if (count > length)
    issues.push({
      key: "count",
      message: `expected at most as many arrays as the ${length} keys of a sequence, received ${count}`,
    });
  if (probes < headWidth && !isControl)
    issues.push({
      key: "probes",
      message: `expected at least as many probes as a key has dimensions, ${headWidth}: fewer leave directions that the map never saw; received ${probes}`,
    });
  return issues;
}
