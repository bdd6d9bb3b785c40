import Table from "cli-table3";
import type { Comparison } from "./comparison.ts";
import { groupDigits } from "./format.ts";
import {
  checkSentence,
  classTable,
  DIE_NOTE,
  dieTable,
  isoQualityTable,
  isoQualityTitle,
  rivalSentence,
  rivalTable,
  type Tabular,
  tokenTable,
} from "./ladder-tables.ts";

/** What stands under the rungs: classes of energy, equal quality, times, schedule, rivals of the hash. */
export function ladderText(comparison: Comparison): string[] {
  const { rungs, isoQuality, latencyChecks, hashRivals, workload } = comparison;
  const { rounds } = workload.attention;
  return [
    drawn(classTable(rungs)),
    "",
    ...(isoQuality === null
      ? []
      : [isoQualityTitle(isoQuality, rounds), drawn(isoQualityTable(isoQuality)), ""]),
    drawn(tokenTable(comparison)),
    checkSentence(latencyChecks),
    "",
    drawn(dieTable(rungs)),
    DIE_NOTE,
    "",
    `Hashing alone (${workload.phase}, L = ${groupDigits(workload.length)}, ${rounds} rounds)`,
    drawn(rivalTable(hashRivals)),
    rivalSentence(hashRivals),
    "",
  ];
}

function drawn({ head, rows }: Tabular): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, n) => (n === 0 ? "left" : "right")),
    style: { head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
