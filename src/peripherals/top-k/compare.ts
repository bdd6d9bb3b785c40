// A unit that attends every key above a level that is known before the search.

import { z } from "zod";
import { integer, joules, seconds, squareMetres, watts } from "#base";
import { leakingAt, logicAt, MULTIPLEXERS, SRAM_MACRO, SYNTHESISED, sramPrice } from "#circuits";
import { classesOf, countingTopK } from "./counting.ts";
import { bitsFor, defineTopK, TOP_K_PARTS, type TopKWork } from "./top-k.ts";

/** One search; a scan is one position that enters the queue. */
const workOf = (candidates: number, chosen: number): TopKWork => ({
  searches: 1,
  select: candidates,
  scan: chosen,
  weigh: 0,
});

const { levels, classes, clock, units } = countingTopK.params.shape;

/**
 * Compares every score with the level of its key's class of weight, as the score comes out of the store, and
 * queues the positions of those that reach it: no counts, no second pass. The level is ln(τ · total), which
 * the controller has from the queries before. The queue holds as many positions as there are candidates, so
 * that none is lost. Priced by `LOGIC`, the queue as `sram banked`.
 */
export const compareTopK = defineTopK({
  model: "compare",
  source: "aladdin-2014",
  params: z.object({
    levels,
    classes,
    longest: integer(
      { min: 1, max: 1 << 24 },
      "most candidates of a selection, which the queue is sized for",
    ).prefault(32768),
    clock,
    units,
  }),
  measured: SYNTHESISED,
  constants: { ...TOP_K_PARTS, ...MULTIPLEXERS, ...SRAM_MACRO },
  behave: ({ classes, longest }) => ({
    asks: "threshold",
    weights: true,
    budgets: ["threshold"],
    longest,
    select: (candidates, budget) => {
      const { inquiry } = candidates;
      const least = "least" in budget ? budget.least : Number.POSITIVE_INFINITY;
      const { of, weights } = classesOf(candidates, classes);
      const levels = weights.map((weight) => (weight > 0 ? least / weight : Number.POSITIVE_INFINITY));
      const matches = inquiry.atLeast(Float64Array.from(of, (own) => levels[own]));
      const positions = Int32Array.from([...matches.keys()].filter((n) => matches[n] === 1));
      return { positions, threshold: least, ...workOf(inquiry.keys, positions.length) };
    },
    work: workOf,
  }),
  cost: ({ levels, classes, longest, clock, units }, technology, k) => {
    const factor = logicAt(technology, k);
    const [score, position] = [bitsFor(levels), bitsFor(longest)];
    const queue = sramPrice({ bits: longest * position, word: 64 }, technology, k);
    // The classes' levels and their multiplexer, a comparator, and a counter of positions.
    const logic =
      (classes * score * k.registerArea +
        (classes - 1) * score * k.multiplexerArea +
        score * k.comparatorArea +
        position * (k.registerArea + k.adderArea)) *
      factor.area;
    const cycle = 1 / clock;
    const step = (bits: number, extra: number) => ({
      energy: joules(bits * factor.energy + extra),
      latency: seconds(cycle),
      interval: seconds(cycle / units),
    });
    return {
      area: squareMetres(units * (logic + queue.area)),
      leakage: watts(units * (leakingAt(logic, technology, k) + queue.leakage)),
      actions: {
        select: step(
          score * (k.comparatorBit + (classes - 1) * k.multiplexerBit) +
            position * (k.registerBit + k.adderBit),
          0,
        ),
        scan: step(0, position * (queue.write + queue.read)),
        weigh: step(0, 0),
      },
    };
  },
});
