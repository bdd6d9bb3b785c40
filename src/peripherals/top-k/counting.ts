import { z } from "zod";
import { choice, integer, priceOnly, quantity } from "../../base/fields.ts";
import { power } from "../../base/power.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { SYNTHESISED } from "../logic.ts";
import { BANKED, REFERENCE_CAPACITY } from "../memory/sram.ts";
import { binsOf, classesOf, collect, cutOf } from "./histogram.ts";
import { bitsFor, TOP_K_PARTS } from "./parts.ts";
import { type Candidates, defineTopK, kindOf, type TopKWork } from "./top-k.ts";

/**
 * Selection by counting: one pass counts the candidates of each level of score and class of weight (b bits have b + 1
 * levels), the counts are gone through from the largest value until k candidates, or the share p of the mass, are in,
 * and a second pass collects. The second pass searches the store again, or takes levels that were buffered. Candidates of
 * one bin are equals, of which the earliest are taken. Parts: [aladdin-2014] at 40 nm, the buffer as `sram banked`.
 */
export const countingTopK = defineTopK({
  model: "counting",
  source: "aladdin-2014",
  params: z.object({
    levels: integer({ min: 2, max: 4097 }, "levels of a score").prefault(129),
    classes: integer({ min: 1, max: 256 }, "classes of weight, such as of a key's norm").prefault(8),
    pass: choice(
      ["buffer", "search"],
      "where the second pass has its levels: buffered in the first, or of a second search",
    ).prefault("buffer"),
    longest: integer(
      { min: 1, max: 1 << 24 },
      "most candidates of a selection, which counters and buffer are sized for",
    ).prefault(32768),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
    units: priceOnly(
      integer({ min: 1, max: 65536 }, "units, a candidate a cycle each, at work on their own heads").prefault(
        16,
      ),
    ),
  }),
  measured: SYNTHESISED,
  constants: {
    ...TOP_K_PARTS,
    read: BANKED.read,
    write: BANKED.write,
    exponent: BANKED.exponent,
    cell: BANKED.cell,
    efficiency: BANKED.efficiency,
    cellLeakage: BANKED.leakage,
  },
  behave: ({ levels, classes, pass, longest }) => {
    const buffered = pass === "buffer";
    const work = (candidates: number, kind: "k" | "p"): TopKWork => ({
      searches: buffered ? 1 : 2,
      select: candidates,
      scan: levels * classes,
      weigh: kind === "p" ? levels * classes : 0,
    });
    return {
      asks: "scores",
      weights: true,
      budgets: ["k", "p"],
      longest,
      select: (candidates: Candidates, budget) => {
        const { inquiry } = candidates;
        const grouped = classesOf(candidates, classes);
        const seen = (): Int32Array => binsOf(inquiry.report(), inquiry.reach, grouped, { levels, classes });
        const first = seen();
        const cut = cutOf(first, inquiry.reach, grouped, { levels, classes }, budget);
        return {
          positions: collect(buffered ? first : seen(), cut),
          threshold: cut.threshold,
          ...work(inquiry.keys, kindOf(budget)),
        };
      },
      work: (candidates, _, kind) => work(candidates, kind),
    };
  },
  cost: ({ levels, classes, pass, longest, clock, units }, technology, k) => {
    const at40 = nanometres(40);
    const at28 = nanometres(28);
    const energy = technology.energyFactor("logic", at40);
    const bin = bitsFor(levels) + bitsFor(classes);
    const counter = bitsFor(longest + 1);
    const held = pass === "buffer" ? longest * bin : 0;
    const memory =
      held === 0
        ? 0
        : bin *
          (k.read + k.write) *
          power(held / 8 / REFERENCE_CAPACITY, k.exponent) *
          technology.energyFactor("sram", at28);
    const table = levels * classes * counter;
    // A table of counters, thresholds of the classes, one counter's adder, comparators of both passes, the mass.
    const logic =
      (table * k.registerArea +
        classes * bin * (k.registerArea + k.compareArea) +
        counter * k.adderArea +
        k.weighArea) *
      technology.areaFactor("logic", at40);
    const cells = ((held * k.cell) / k.efficiency) * technology.areaFactor("sram", at28);
    const cycle = 1 / clock;
    const step = (perUnit: number, cycles: number, extra = 0) => ({
      energy: joules(perUnit * energy + extra),
      latency: seconds(cycles * cycle),
      interval: seconds((cycles * cycle) / units),
    });
    const count = counter * (k.adder + 2 * k.registerBit);
    return {
      area: squareMetres(units * (logic + cells)),
      leakage: watts(
        units * (logic * k.leakage + held * k.cellLeakage * technology.energyFactor("sram", at28)),
      ),
      actions: {
        select: step(count + bin * (k.registerBit + k.compare), 2, memory),
        scan: step(counter * (k.adder + k.registerBit) + classes * bin * k.compare, 1),
        weigh: step(k.weigh, 1),
      },
    };
  },
});
