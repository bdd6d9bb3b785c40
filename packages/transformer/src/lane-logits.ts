import { countInputs, writeDigits } from "./array-digits.ts";
import { type ArrayInputs, modeOf, panelInArrays } from "./array-products.ts";
import { ARRAY_MODE, type HeldWeights, wideOf } from "./held-weights.ts";
import { FLOAT, LOGIT, LOGIT_STATE } from "./kernel.ts";
import type { LogitsJob, ScoreJob } from "./lane-job.ts";
import { type LaneSetting, scratchAt, unpackPanel } from "./lane-products.ts";
import { LOGIT_ROWS, LOGIT_TOKENS, panelRows } from "./memory-plan.ts";

/** −ln p of targets, likeliest tokens and divergences; each row's results depend only on that row. */
export function scoreRows(setting: LaneSetting, job: ScoreJob, lanes: number): void {
  const { width } = setting.plan.dimensions;
  const rows = job.states.length / width;
  // Even few rows are divided among the lanes, unless they calibrate the head.
  const most = isCalibrated(setting)
    ? Math.min(LOGIT_ROWS, Math.max(4, Math.ceil(rows / lanes / 4) * 4))
    : LOGIT_ROWS;
  setting.step.units(Math.ceil(rows / most), (unit) =>
    scoreSome(setting, job, unit * most, Math.min(most, rows - unit * most)),
  );
}

function scoreSome(setting: LaneSetting, job: ScoreJob, first: number, count: number): void {
  const { kernel, plan, buffer } = setting;
  const { width, vocabulary } = plan.dimensions;
  const states = scratchAt(setting, "logitStates");
  const logits = scratchAt(setting, "logits");
  const others = job.reference === null ? 0 : scratchAt(setting, "otherLogits");
  const own = packStates(setting, job.states, first, count, "rowsIn");
  const other = job.reference === null ? 0 : packStates(setting, job.reference, first, count, "rowsOther");
  const held = plan.arrays;
  if (held !== undefined && modeOf(setting, held) === ARRAY_MODE.inputs)
    countInputs(setting, held.matrices[plan.classifier.name], own, count, width);
  const arrays = arraysInUse(setting);
  if (arrays !== null) digitsOfStates(setting, arrays, own, count);
  kernel.beginLogits(states, count);
  const wanted = new Float64Array(count);
  const view = new Float32Array(buffer(), logits, LOGIT_ROWS * LOGIT_TOKENS);
  for (let token = 0; token < vocabulary; token += LOGIT_TOKENS) {
    const tokens = Math.min(LOGIT_TOKENS, vocabulary - token);
    eachPanel(setting, token, tokens, (panel, from, some) => {
      const multiply = (quads: number, to: number): void =>
        kernel.multiply(
          quads,
          Math.ceil(count / 4),
          panel,
          Math.ceil(some / 2),
          width,
          to + FLOAT * (from - token),
          FLOAT * LOGIT_TOKENS,
          0,
          0,
        );
      // The reference has the stored weights.
      if (others !== 0) multiply(other, others);
      if (arrays === null) multiply(own, logits);
      else {
        const to = view.subarray(from - token);
        logitsInArrays(setting, arrays, { from, count: some }, { quads: own, rows: count, first }, to);
      }
    });
    kernel.foldLogits(logits, others, FLOAT * LOGIT_TOKENS, count, token, tokens, states);
    for (let r = 0; r < count; r++) {
      const at = job.targets[first + r] - token;
      if (at >= 0 && at < tokens) wanted[r] = view[r * LOGIT_TOKENS + at];
    }
  }
  const folded = new Float64Array(buffer(), states, LOGIT_STATE * count);
  for (let r = 0; r < count; r++) writeRow(job, first + r, wanted[r], folded, r * LOGIT_STATE);
}

function writeRow(job: ScoreJob, row: number, wanted: number, state: Float64Array, at: number): void {
  const logSum = state[at + LOGIT.peak] + Math.log(state[at + LOGIT.sum]);
  job.nll[row] = logSum - wanted;
  job.best[row] = state[at + LOGIT.best];
  if (job.divergence === null || job.agrees === null) return;
  const otherLogSum = state[at + LOGIT.otherPeak] + Math.log(state[at + LOGIT.otherSum]);
  // Σ p_ref (ln p_ref − ln p); rounding may make it slightly negative.
  const gap = state[at + LOGIT.gap] / state[at + LOGIT.otherSum];
  job.divergence[row] = Math.max(0, gap - otherLogSum + logSum);
  job.agrees[row] = state[at + LOGIT.best] === state[at + LOGIT.otherBest] ? 1 : 0;
}

function packStates(
  setting: LaneSetting,
  states: Float32Array,
  first: number,
  count: number,
  into: "rowsIn" | "rowsOther",
): number {
  const { kernel, plan, buffer } = setting;
  const { width } = plan.dimensions;
  const quads = scratchAt(setting, into);
  // `plain` has room for at least one row.
  const row = scratchAt(setting, "plain");
  for (let r = 0; r < count; r++) {
    const from = (first + r) * width;
    new Float32Array(buffer(), row, width).set(states.subarray(from, from + width));
    kernel.packRows(row - FLOAT * r * width, FLOAT * width, r, 1, width, quads);
  }
  return quads;
}

/** Calls `use` for the panels of the output head with tokens [first, first + count). */
function eachPanel(
  setting: LaneSetting,
  first: number,
  count: number,
  use: (panel: number, from: number, count: number) => void,
): void {
  const { classifier } = setting.plan;
  const most = panelRows(classifier.columns);
  for (let from = first; from < first + count; from += most) {
    const some = Math.min(most, first + count - from);
    use(unpackPanel(setting, classifier, from, some), from, some);
  }
}

/** All logits of one state, in units of blocks of the vocabulary. */
export function logitsOf(setting: LaneSetting, { state, logits }: LogitsJob): void {
  const { kernel, plan, buffer, step } = setting;
  const { width, vocabulary } = plan.dimensions;
  step.units(Math.ceil(vocabulary / LOGIT_TOKENS), (unit) => {
    const token = unit * LOGIT_TOKENS;
    const tokens = Math.min(LOGIT_TOKENS, vocabulary - token);
    const quads = packStates(setting, state, 0, 1, "rowsIn");
    const to = scratchAt(setting, "logits");
    const arrays = arraysInUse(setting);
    if (arrays !== null) digitsOfStates(setting, arrays, quads, 1);
    eachPanel(setting, token, tokens, (panel, from, some) => {
      if (arrays !== null) {
        const into = new Float32Array(buffer(), to, LOGIT_TOKENS).subarray(from - token);
        logitsInArrays(setting, arrays, { from, count: some }, { quads, rows: 1, first: 0 }, into);
        return;
      }
      kernel.multiply(
        quads,
        1,
        panel,
        Math.ceil(some / 2),
        width,
        to + FLOAT * (from - token),
        FLOAT * LOGIT_TOKENS,
        0,
        0,
      );
    });
    logits.set(new Float32Array(buffer(), to, tokens), token);
  });
}

/** The plan's arrays, unless the stored weights are computed with. */
const arraysInUse = (setting: LaneSetting): HeldWeights | null => {
  const { arrays } = setting.plan;
  if (arrays === undefined) return null;
  const mode = modeOf(setting, arrays);
  return mode === ARRAY_MODE.off || mode === ARRAY_MODE.inputs ? null : arrays;
};

function digitsOfStates(setting: LaneSetting, arrays: HeldWeights, quads: number, count: number): void {
  const { columns, name } = setting.plan.classifier;
  const all = Math.ceil(count / 4);
  for (let quad = 0; quad < all; quad++)
    writeDigits(
      setting,
      arrays,
      arrays.matrices[name],
      quads,
      quad,
      all,
      columns,
      arrays.logits[setting.lane],
    );
}

/** Writes logits of some tokens, LOGIT_TOKENS apart for each row, as the output head's arrays give them. */
function logitsInArrays(
  setting: LaneSetting,
  arrays: HeldWeights,
  { from, count }: { readonly from: number; readonly count: number },
  inputs: Omit<ArrayInputs, "area">,
  to: Float32Array,
): void {
  const outputs = { matrix: setting.plan.classifier, from, count };
  const sums = panelInArrays(setting, arrays, outputs, { ...inputs, area: arrays.logits[setting.lane] });
  const wide = wideOf(count);
  for (let r = 0; r < inputs.rows; r++) to.set(sums.subarray(r * wide, r * wide + count), r * LOGIT_TOKENS);
}

const isCalibrated = (setting: LaneSetting): boolean => {
  const arrays = arraysInUse(setting);
  return arrays === null || modeOf(setting, arrays) === ARRAY_MODE.on;
};
