import { engineering, groupDigits } from "#base";
import { outward } from "../../report/outward.ts";
import type { ReadDisturb } from "../../simulation/read-disturb.ts";

const rounded = (reads: number): string => {
  if (reads < 1) return "less than one read";
  return `about ${reads < 1e7 ? groupDigits(Number(reads.toPrecision(2))) : reads.toPrecision(2)} reads`;
};

/** Whether a run reads an array more often than its hashes last, also at full voltage across a device. */
export const isDisturbedInRun = (disturb: ReadDisturb | null): boolean =>
  disturb !== null &&
  [disturb.toOnePercent, disturb.unshielded.toOnePercent].some(
    (reads) => reads !== null && (disturb.runReads ?? 0) > reads,
  );

/** Effect of reads on the devices, in one sentence; none where the model does not give it. */
export function disturbSentences(disturb: ReadDisturb | null): string[] {
  if (disturb === null) return [];
  const { runReads, largestVoltage, wordVoltage, unshielded } = disturb;
  const across = `Read disturb: reads put up to ${engineering(largestVoltage, "V")} across a device`;
  const run =
    runReads === null
      ? ""
      : ` A run of this workload reads each array ${groupDigits(Math.round(runReads))} times`;
  const survives = disturb.toOnePercent === null || (runReads ?? 0) <= disturb.toOnePercent;
  const verdict = runReads === null ? "" : survives ? ": it survives." : ": it does not survive the run.";
  const bound =
    largestVoltage > 0.9 * wordVoltage || unshielded.toOnePercent === null
      ? ""
      : `; with the whole ${engineering(wordVoltage, "V")} across it, ${lifeOf(unshielded, disturb.threshold)}`;
  return [`${across}: ${lifeOf(disturb, disturb.threshold)}${bound}.${run}${verdict}`];
}

function lifeOf(
  { toOnePercent, toErased }: ReadDisturb["unshielded"],
  { set, reset }: ReadDisturb["threshold"],
): string {
  if (toOnePercent === null)
    return `it stays as it is (its model moves from ${engineering(Math.min(set, reset), "V")})`;
  const erased = toErased === null ? "" : `, and it is erased (a quarter differ) after ${rounded(toErased)}`;
  return `1 % of the code bits differ after ${rounded(toOnePercent)}${erased}`;
}

/** The same for JSON: SI numbers, unit in the key. */
export const disturbJson = (disturb: ReadDisturb | null): Record<string, unknown> | null =>
  outward(disturb, {
    runReads: "reads_of_a_run",
    toOnePercent: "reads_to_1_percent",
    toErased: "reads_to_erased",
    threshold: "threshold_V",
  });
