import type { Catalogue } from "../base/catalogue.ts";
import { parseDocument } from "../base/document.ts";
import { parseConfig } from "../design/config.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import type { Operation } from "../mapping/action-counts.ts";
import { mapWorkload } from "../mapping/mapping.ts";

/** A workload by its config text, and what the mapper counts for it on the digital design. */
export interface CountedWork {
  readonly workload: Workload;
  /** Multiply-accumulates of scores and weighted values. */
  readonly macs: number;
  /** Those of the products of a backward pass; none but in training. */
  readonly backwardMacs: number;
  /** Multiply-accumulates of dense projections: hashed vectors × rounds × projections × width, all heads. */
  readonly hashMacs: number;
}

/** Counts of a workload by the project's own mapper, on a design that hashes digitally. */
export function countWork(catalogue: Catalogue, workloadText: string): CountedWork {
  const text = `{ workload: ${workloadText}, design: { hashing: { unit: "digital" } } }`;
  const { workload, design } = parseConfig(parseDocument(text, "validation"), catalogue);
  const { counts } = mapWorkload(design, workload);
  const macsOf = (...operations: readonly Operation[]): number =>
    counts
      .filter(({ operation, action }) => action === "mac" && operations.includes(operation))
      .reduce((sum, { count }) => sum + count, 0);
  const { layers, batch, heads, kvHeads, length, headWidth, attention } = workload;
  const hashed = layers * batch * length * (attention.sharedQK ? kvHeads : heads + kvHeads);
  const { columns } = hashCodeOf(attention, length);
  return {
    workload,
    macs: macsOf("score", "weigh"),
    backwardMacs: macsOf("backward-score", "backward-weigh"),
    hashMacs: hashed * attention.rounds * columns * headWidth,
  };
}
