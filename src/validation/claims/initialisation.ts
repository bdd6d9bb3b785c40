import { fittedConductance } from "../../arrays/programming/operating-point.ts";
import { applyTrain, freshArray } from "../../arrays/programming/pulse-train.ts";
import { resetTrain, START_CONDUCTANCE, setTrain } from "../../arrays/programming/random-initialisation.ts";
import type { Rng } from "../../base/rng.ts";
import { type JudgedClaim, judged } from "./judged.ts";
import { INITIALISATION } from "./plan.ts";
import { type Experiment, HASHING } from "./setting.ts";

const ROWS = 16;
const COLUMNS = 48;
const { steps, seeds, meanTolerance, spreadTolerance } = INITIALISATION;
const TRAINS = { reset: resetTrain, set: setTrain } as const;

interface Moments {
  readonly mean: number;
  readonly spread: number;
}

/** E1: means and spreads (µS) that the published pulses leave. Control: the same array driven from one side. */
export function initialisationClaim({ settingOf, rng }: Experiment): JudgedClaim {
  const { celsius } = INITIALISATION;
  const { design } = settingOf([
    `${HASHING}.memristor={model: "tiox", temperatureCelsius: ${celsius}, compat: true, limit: "stuck"}`,
  ]);
  const array = (mode: "both-ends" | "one-side") => ({
    rows: ROWS,
    columns: COLUMNS,
    memristor: design.hashing.memristor.behaviour,
    wires: { wordSegment: 20, bitSegment: 20, wordEnd: 10, bitEnd: 10, mode },
    method: "published" as const,
  });
  const stream = rng.fork("initialisation");
  const runs = Array.from({ length: seeds }, (_, n) => momentsOf(array("both-ends"), stream.fork(n)));
  const found = steps.map((_, n) => ({
    mean: runs.reduce((sum, run) => sum + run[n].mean / seeds, 0),
    spread: runs.reduce((sum, run) => sum + run[n].spread / seeds, 0),
  }));
  const control = momentsOf(array("one-side"), stream.fork("control"));
  const [met, controlMet] = [isNear(found), isNear(control)];
  const shown = (moments: readonly Moments[]): string =>
    moments.map(({ mean, spread }) => `${mean.toFixed(1)} ± ${spread.toFixed(1)}`).join(", ");
  return {
    id: "E1",
    hypothesis: "The published pulses leave the published conductances on a 16 × 48 array (compat)",
    threshold: `means within ${100 * meanTolerance} %, spreads within ${100 * spreadTolerance} % of ${shown(steps)} µS, ${seeds} seeds`,
    control: `driven from one side: ${shown(control)} µS`,
    power: controlMet ? "none" : "the control misses",
    measured: `${shown(found)} µS; how the notebook splits its second cycle was not read, thirds are assumed`,
    verdict: judged(met, !controlMet),
    role: "finding",
  };
}

/** Fitted conductances after each step of one array. */
function momentsOf(array: Parameters<typeof freshArray>[0], rng: Rng): Moments[] {
  const start = new Float64Array(ROWS * COLUMNS).fill(START_CONDUCTANCE);
  let { programmed } = applyTrain(array, freshArray(array, start, rng), resetTrain(ROWS, COLUMNS));
  return steps.map(({ train, pulses }) => {
    programmed = applyTrain(array, programmed, TRAINS[train](ROWS, COLUMNS, pulses)).programmed;
    const g = fittedConductance(array.memristor.dynamics!, programmed.state).map((x) => x * 1e6);
    const mean = g.reduce((sum, x) => sum + x, 0) / g.length;
    return { mean, spread: Math.sqrt(g.reduce((sum, x) => sum + (x - mean) ** 2, 0) / g.length) };
  });
}

const isNear = (moments: readonly Moments[]): boolean =>
  steps.every(
    ({ mean, spread }, n) =>
      Math.abs(moments[n].mean / mean - 1) <= meanTolerance &&
      Math.abs(moments[n].spread / spread - 1) <= spreadTolerance,
  );
