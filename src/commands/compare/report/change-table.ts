// What each single change does to the asked design, and how long its stages take.

import { type FeasibleResult, feasibleOf } from "../../../comparison/comparison-design.ts";
import { askedDesign, contenderOf } from "../../../comparison/comparison-designs.ts";
import { type Block, table } from "../../../report/report.ts";
import { engineering, factor } from "../../../text/format.ts";
import type { Comparison } from "../run/compare.ts";

/** Energy and latency with each single change that was priced, over those of the config's own design. */
export function changeBlocks({ bestChange }: Comparison): Block[] {
  if (bestChange === null || bestChange.changes.length === 0) return [];
  const { letter } = contenderOf(bestChange.contender);
  return [
    table(
      {
        head: ["change", "energy", "latency", "energy × latency", "--set"],
        rows: bestChange.changes.map(({ name, setting, ratio }) => [
          name,
          ...(ratio === null
            ? ["infeasible", "", ""]
            : [ratio.energy, ratio.latency, ratio.energy * ratio.latency].map(factor)),
          setting ?? "–",
        ]),
        words: [0, 4],
      },
      {
        title: `Single changes of ${letter}, over the design as it is; units and plan are chosen anew for each`,
      },
    ),
  ];
}

/** Time of each stage for one head, in every design that has stages. */
export function stageBlocks({ contenders, workload }: Comparison): Block[] {
  const staged = contenders.filter(
    (own): own is FeasibleResult => own.feasible && own.cost.timing.stages.length > 0,
  );
  const asked = feasibleOf(contenders, askedDesign(workload));
  if (staged.length === 0 || asked === null) return [];
  const names = [...new Set(staged.flatMap(({ cost }) => cost.timing.stages.map(({ name }) => name)))];
  const timeOf = ({ cost }: FeasibleResult, wanted: string): string => {
    const own = cost.timing.stages.filter(({ name }) => name === wanted);
    return own.length === 0
      ? "–"
      : engineering(
          own.reduce((sum, { time }) => sum + time, 0),
          "s",
        );
  };
  return [
    table(
      {
        head: ["stage", ...staged.map(({ title }) => title)],
        rows: [
          ...names.map((name) => [name, ...staged.map((own) => timeOf(own, name))]),
          ["one head", ...staged.map(({ cost }) => engineering(cost.timing.headLatency, "s"))],
          ["interval of heads", ...staged.map(({ cost }) => engineering(cost.timing.headInterval, "s"))],
        ],
      },
      {
        title: "Time of each stage for one head",
        notes: [
          "Stages that stream into one another overlap, so a head may take less than their sum; on one core the next head follows after an interval.",
        ],
      },
    ),
  ];
}
