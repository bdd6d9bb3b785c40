import type { DecoderKernel } from "../../attention/decoder-kernel.ts";
import { selectorNamed } from "../../attention/selectors/index.ts";
import type { Chooser, PreparedSelector } from "../../attention/selectors/selector.ts";
import type { Dense } from "../../base/dense.ts";
import type { Checkpoint } from "../decoder.ts";
import { type Attention, type HeadActivations, maskingOf } from "../forward.ts";
import type { Selection } from "../real/engine.ts";
import { chosenKeys, everyKey, merger, shiftsOf } from "../real/key-lists.ts";
import { SELECT_QUERIES, SHARE, SHARES } from "../real/lane-job.ts";
import { KEY_BLOCK } from "../real/lane-selection.ts";
import { restEstimator } from "../real/rest-estimate.ts";
import { type HeadOperands, plainLogits } from "../real/shifted-attention.ts";

/** One run of tokens under a selection. */
export interface SelectedRun {
  readonly checkpoint: Checkpoint;
  readonly kernel: DecoderKernel;
  readonly select: Selection;
  readonly prepared: PreparedSelector;
  /** Positions before the tokens: keys of these are stored in blocks of their own. */
  readonly first: number;
  /** First tokens that attend every key, and are in no statistics. */
  readonly exactRows: number;
  /** layers × heads × blocks × SHARES, as lanes leave them. */
  readonly shares: Float64Array;
}

/** Attention in which each query chooses its keys, as `lane-selection.ts` does it in single precision. */
export function selectedAttention(run: SelectedRun): Attention {
  const { select, prepared, first } = run;
  const each = selectorNamed(select.selector.name).keyWords(
    select.selector.params,
    run.checkpoint.dimensions.headWidth,
  );
  const known = new Map<string, { operands: HeadOperands; codes: Int32Array }>();
  return (head, layer, index) => {
    if (layer < select.denseLayers) return attendExactly(run, head);
    const key = `${layer} ${head.keyValueHead}`;
    const stored = known.get(key) ?? storeKeys(prepared, head, layer, index, first, each, run.checkpoint);
    known.set(key, stored);
    return attendHead(run, head, layer, index, stored);
  };
}

function storeKeys(
  prepared: PreparedSelector,
  { k, v, keyValueHead }: HeadActivations,
  layer: number,
  head: number,
  first: number,
  each: number,
  checkpoint: Checkpoint,
): { operands: HeadOperands; codes: Int32Array } {
  const width = k.columns;
  const [keys, values] = [Float32Array.from(k.data), Float32Array.from(v.data)];
  const codes = new Int32Array(k.rows * each);
  const ends = [first, k.rows];
  for (const [n, begin] of [0, first].entries())
    for (let from = begin; each > 0 && from < ends[n]; from += KEY_BLOCK) {
      const to = Math.min(ends[n], from + KEY_BLOCK);
      prepared.encodeKeys(
        {
          ...{ layer, keyValueHead, head, first: from, rows: to - from, width },
          data: keys.subarray(from * width, to * width),
          values: values.subarray(from * width, to * width),
          keys: keys.subarray(0, to * width),
        },
        codes.subarray(from * each, to * each),
      );
    }
  return { operands: { keys, values, width, scale: maskingOf(checkpoint).scale }, codes };
}

function attendHead(
  run: SelectedRun,
  { q, k, v, keyValueHead }: HeadActivations,
  layer: number,
  head: number,
  { operands, codes }: { readonly operands: HeadOperands; readonly codes: Int32Array },
): Dense {
  const { kernel, select, prepared, first, exactRows, checkpoint, shares } = run;
  const { width, scale } = operands;
  const { heads } = checkpoint.dimensions;
  const isHidden = maskingOf(checkpoint).self === "last-resort";
  const each = codes.length / k.rows;
  const blocks = Math.ceil(q.rows / SELECT_QUERIES);
  const choosers: Chooser[] = Array.from({ length: blocks }, (_, b) => {
    const from = b * SELECT_QUERIES;
    const rows = Math.min(SELECT_QUERIES, q.rows - from);
    const seen = first + from + rows;
    const data = Float32Array.from(q.data.subarray(from * width, (from + rows) * width));
    const keys = operands.keys.subarray(0, seen * width);
    const site = { layer, keyValueHead, head, first: first + from, rows, width, data, keys };
    return prepared.begin({ ...site, codes: codes.subarray(0, seen * each), ...plainLogits(site, scale) });
  });
  const rest = select.rest === "estimated" ? restEstimator(operands, [select.seed, layer, head]) : null;
  const merge = merger(k.rows);
  const lists: { row: number; list: Int32Array; chosen: ReturnType<typeof chosenKeys> }[] = [];
  const attended = kernel.attendPicked({ q, k, v, scale }, (row, list, repeats) => {
    const [block, n] = [Math.floor(row / SELECT_QUERIES), row % SELECT_QUERIES];
    // A query that does not see itself sees what is before it; the very first one has nothing else.
    const position = isHidden ? Math.max(0, first + row - 1) : first + row;
    const chosen = chosenKeys(choosers[block], n, position, Number.MAX_SAFE_INTEGER, select, list, merge);
    if (row < exactRows) {
      everyKey(list, position, chosen.causal);
      repeats.fill(1, 0, chosen.causal);
      return chosen.causal;
    }
    const shiftOf = shiftsOf(choosers[block], chosen);
    for (let m = 0; m < chosen.count; m++) repeats[m] = shiftOf === null ? 1 : Math.exp(shiftOf(m));
    const at = ((layer * heads + head) * blocks + block) * SHARES;
    shares[at + SHARE.attended] += chosen.count;
    shares[at + SHARE.computed] += chosen.slots;
    shares[at + SHARE.causal] += chosen.causal;
    if (rest !== null) lists.push({ row, list: list.slice(0, chosen.count), chosen });
    return chosen.count;
  });
  for (const { row, list, chosen } of lists) {
    const out = Float32Array.from(attended.output.data.subarray(row * width, (row + 1) * width));
    const query = Float32Array.from(q.data.subarray(row * width, (row + 1) * width));
    const position = chosen.lowest + chosen.causal - 1;
    rest?.(query, position, chosen, list, attended.logSum[row], out);
    attended.output.data.set(out, row * width);
  }
  if (select.measures === true) measure(run, { q, k, v }, layer, head, attended, blocks);
  return attended.output;
}

/** Mass and error against exact attention with the same queries. */
function measure(
  run: SelectedRun,
  head: Pick<HeadActivations, "q" | "k" | "v">,
  layer: number,
  index: number,
  attended: { readonly output: Dense; readonly logSum: Float64Array },
  blocks: number,
): void {
  const exact = attendWith(run, head);
  const width = head.v.columns;
  for (let row = run.exactRows; row < head.q.rows; row++) {
    const block = Math.floor(row / SELECT_QUERIES);
    const at = ((layer * run.checkpoint.dimensions.heads + index) * blocks + block) * SHARES;
    run.shares[at + SHARE.mass] += Math.min(1, Math.exp(attended.logSum[row] - exact.logSum[row]));
    let [difference, size] = [0, 0];
    for (let c = row * width; c < (row + 1) * width; c++) {
      difference += (attended.output.data[c] - exact.output.data[c]) ** 2;
      size += exact.output.data[c] ** 2;
    }
    run.shares[at + SHARE.error] += size === 0 ? 0 : Math.sqrt(difference / size);
  }
}

type ExactRun = Pick<SelectedRun, "checkpoint" | "kernel" | "first">;

/** Exact attention of queries after a past. */
export const attendExactly = (run: ExactRun, head: HeadActivations): Dense => attendWith(run, head).output;

function attendWith(
  { checkpoint, kernel, first }: ExactRun,
  { q, k, v }: Pick<HeadActivations, "q" | "k" | "v">,
): { readonly output: Dense; readonly logSum: Float64Array } {
  const { self, scale } = maskingOf(checkpoint);
  if (first === 0) return kernel.attend(q, k, v, { self, scale });
  return kernel.attendPicked({ q, k, v, scale }, (row, list, repeats) => {
    const position = self === "last-resort" ? Math.max(0, first + row - 1) : first + row;
    const count = everyKey(list, position, position + 1);
    repeats.fill(1, 0, count);
    return count;
  });
}
