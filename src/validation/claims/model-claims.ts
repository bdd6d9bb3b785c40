import type { BackendName } from "../../language-model/backends/backend.ts";
import { budgetOf, type Line, type RunLmTrials, runLines, type Scores } from "../../language-model/lm-run.ts";
import type { LmJob, LmScore } from "../../language-model/lm-trial.ts";
import { type Difference, differenceOf } from "./equivalence.ts";
import { type FarCosine, farCosine } from "./far-cosine.ts";
import { CONTROLS } from "./plan.ts";

/** One way to attend on a model's texts, against exact attention. */
export interface ArmResult {
  readonly arm: BackendName;
  /** NLL less exact attention's. */
  readonly loss: Difference;
  /** Share of retrievable values lost against exact attention; null for texts without any. */
  readonly recallLoss: Difference | null;
  /** Shares of exact causal attention's pairs. */
  readonly computedPairs: number;
  readonly usefulPairs: number;
}

export interface ModelMeasurement {
  readonly length: number;
  readonly windows: number;
  readonly arrays: number;
  readonly software: ArmResult;
  readonly memristor: ArmResult;
  readonly controls: readonly ArmResult[];
  /** NLL of the memristor hash less the software hash's, and of each control less the software hash's. */
  readonly deviceLoss: Difference;
  readonly controlLosses: readonly { readonly arm: BackendName; readonly loss: Difference }[];
  /** The head that attends one far key most sharply, and the cosine of such pairs. */
  readonly far: FarCosine;
}

/**
 * Scores LSH by software and by memristors and all controls. Controls spend the computed pairs that LSH in software
 * took. Arrays and texts are crossed: every array hashes every text.
 */
export async function measureModel(
  job: LmJob,
  arrays: number,
  run: RunLmTrials,
  onStep: (done: number, total: number) => void = () => {},
): Promise<ModelMeasurement> {
  const windows = job.windows.length;
  const first: Line[] = [
    { name: "exact", samples: 1 },
    { name: "lsh-software", samples: arrays },
  ];
  const second: Line[] = [
    { name: "lsh-memristor", samples: arrays },
    ...CONTROLS.map((name): Line => ({ name, samples: name === "local-window" ? 1 : arrays })),
  ];
  const total = [...first, ...second].reduce((sum, { samples }) => sum + samples * windows, 0);
  let done = 0;
  const step = () => onStep(++done, total);
  const [exact, software] = await runLines(job, first, null, run, step);
  const rest = await runLines(job, second, budgetOf(software.table, job.workload.length), run, step);
  const [memristor, ...controls] = rest;
  const result = ({ line, table }: { line: Line; table: Scores }): ArmResult =>
    resultOf(line.name, table, exact.table);
  const minusSoftware = (table: Scores): Difference =>
    differenceOf(table.map((row, w) => software.table[w].map(({ nll }, a) => at(row, a).nll - nll)));
  return {
    length: job.workload.length,
    windows,
    arrays,
    software: result(software),
    memristor: result(memristor),
    controls: controls.map(result),
    deviceLoss: minusSoftware(memristor.table),
    controlLosses: controls.map(({ line, table }) => ({ arm: line.name, loss: minusSoftware(table) })),
    far: farCosine(job),
  };
}

/** The score on array a; what has no arrays scores the same on all. */
const at = (row: readonly LmScore[], a: number): LmScore => row[Math.min(a, row.length - 1)];

const rateOf = ({ recall }: LmScore): number => (recall === null ? 0 : recall.correct / recall.positions);

function resultOf(arm: BackendName, table: Scores, exact: Scores): ArmResult {
  const against = (of: (score: LmScore) => number): Difference =>
    differenceOf(table.map((row, w) => row.map((score) => of(score) - of(exact[w][0]))));
  const all = table.flat();
  const mean = (of: (score: LmScore) => number): number =>
    all.reduce((sum, score) => sum + of(score), 0) / all.length;
  return {
    arm,
    loss: against(({ nll }) => nll),
    recallLoss: all.some(({ recall }) => recall === null) ? null : against((score) => -rateOf(score)),
    computedPairs: mean(({ computedPairs }) => computedPairs),
    usefulPairs: mean(({ usefulPairs }) => usefulPairs),
  };
}
