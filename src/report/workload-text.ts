import type { Workload } from "../design/workload.ts";
import { groupDigits } from "./format.ts";

/** A workload in words. */
export const workloadText = ({ preset, layers, heads, headWidth, phase, length, batch }: Workload): string =>
  `${preset}, ${layers} layers × ${heads} heads of ${headWidth}, ${phase}, L = ${groupDigits(length)}, batch ${batch}`;
