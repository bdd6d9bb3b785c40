import type { States } from "../../../packages/transformer/src/contexts.ts";
import type { Engine, Selection, SelectionStatistics } from "../../../src/language-model/engine/engine.ts";

/** What a fake model loses under a selection, nats a token; from 1 on it gets the token wrong. */
export type LossOf = (selection: Selection, tokens: number) => number;

/**
 * An engine whose rows carry a level of loss in place of hidden states: .1 nat and right for exact attention, more
 * under a selection. Counts what it is asked for.
 */
export function fakeEngine(lossOf: LossOf, attended = 0.25) {
  const calls = { prefill: 0, extend: 0, released: 0 };
  const exactRows: number[] = [];
  const statesOf = (tokens: readonly number[], loss: number): States => ({
    rows: tokens.length,
    width: 2,
    data: Float32Array.from({ length: 2 * tokens.length }, (_, k) =>
      k % 2 === 0 ? 0.1 + loss : tokens[k >> 1],
    ),
  });
  const statistics = (selection: Selection): SelectionStatistics => {
    const { budget, measures } = selection;
    const shares = {
      attended: budget.kind === "share" ? budget.share : attended,
      ...{ median: attended, p99: 1.5 * attended, most: 3 * attended },
      computed: 2 * attended,
      mass: measures === true ? 0.75 : null,
      error: measures === true ? 0.5 : null,
    };
    return { ...shares, layers: [shares, shares] };
  };
  const run = (tokens: readonly number[], selection: Selection | null | undefined) => ({
    states: statesOf(tokens, selection ? lossOf(selection, tokens.length) : 0),
    statistics: selection ? statistics(selection) : null,
  });
  const engine: Engine = {
    lanes: 1,
    bytes: () => 0,
    calibrateArrays: async () => [],
    calibrate: async () => {},
    prefill: async (tokens, selection) => {
      calls.prefill++;
      return { context: { length: tokens.length, id: calls.prefill }, ...run(tokens, selection) };
    },
    extend: async (_, tokens, selection, options) => {
      if (options?.signal?.aborted === true) throw options.signal.reason;
      calls.extend++;
      if (selection) exactRows.push(options?.exactRows ?? 0);
      return run(tokens, selection);
    },
    score: async ({ rows, data }, targets, reference) => {
      const level = Array.from({ length: rows }, (_, n) => data[2 * n]);
      return {
        nll: Float64Array.from(level),
        best: Int32Array.from(targets, (target, n) => (level[n] < 1 ? target : target + 1)),
        divergence: reference ? Float64Array.from(level, (x, n) => x - reference.data[2 * n]) : null,
        agrees: reference ? Uint8Array.from(level, (x) => Number(x < 1)) : null,
      };
    },
    logits: async () => new Float32Array(1),
    release: () => {
      calls.released++;
    },
    close: async () => {},
  };
  return { engine, calls, exactRows };
}
