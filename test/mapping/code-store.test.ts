import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { selectedAnalog } from "../../src/comparison/designs/selected-analog.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import type { ComponentName } from "../../src/mapping/action-counts.ts";
import { codeChoices } from "../../src/mapping/code-store.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { blockRowsAt } from "../../src/peripherals/mac/mac.ts";
import { configOf } from "../design-under-test.ts";

describe("stores of codes, of random sizes", () => {
  const rng = createRng(8);
  const cases = Array.from({ length: 24 }, (_, n) => {
    const draw = rng.fork(n);
    const pick = <T>(values: readonly T[]): T => values[draw.integer(values.length)];
    return {
      layers: pick([1, 2, 3]),
      batch: pick([1, 2, 5]),
      cores: pick([1, 2, 3]),
      phase: pick(["prefill", "decode"]),
      sharing: pick(["head", "query-head"]),
      searchers: pick(["query-head", "key-head"]),
    };
  });

  it("are one for each set of keys that is kept, with a chooser a core; a read serves the queries that share its keys", () => {
    for (const { layers, batch, cores, phase, sharing, searchers } of cases) {
      const { design, workload } = configOf(`{
        workload: { layers: ${layers}, heads: 6, kvHeads: 2, headWidth: 64, length: 1024, batch: ${batch}, phase: "${phase}",
          attention: { codes: { bits: 64, searchers: "${searchers}" } } },
        design: { cores: ${cores}, hashing: { sharing: "${sharing}" }, search: { model: "sram-scan" }, digital: { mac: { blockRows: 96 } } },
      }`);
      for (const contender of [scoreMemristor, scoreDigital, lowBitKeys, selectedAnalog]) {
        const seen = contender.workload(workload);
        const own = codeChoices(contender.design(design), seen)[0];
        // Query heads with projections of their own have codes of their own.
        const owners = own.hashing.sharing === "query-head" ? 6 : 2;
        let kept = 0;
        for (let layer = 0; layer < layers; layer++)
          for (let sequence = 0; sequence < batch; sequence++) kept += owners;
        const { census } = mapWorkload(own, seen);
        // A prefill writes one store a core while it searches another.
        expect(census.search, contender.id).toBe(phase === "decode" ? kept : Math.min(kept, 2 * cores));
        expect(census.topK, contender.id).toBe(cores);
        const { macros, keys, sharing: readers } = own.search.params as Readonly<Record<string, number>>;
        expect(macros * keys).toBeGreaterThanOrEqual(1024);
        expect((macros - 1) * keys).toBeLessThan(1024);
        if (readers === undefined) continue;
        const together = phase === "decode" ? 6 / owners : blockRowsAt(own.digital.mac.behaviour, 64);
        expect(readers, contender.id).toBe(seen.attention.codes.searchers === "key-head" ? 1 : together);
      }
    }
  });
});

it.each([
  [1000, 8, 10],
  [1024, 8, 10],
  [65_537, 8, 17],
  [1024, 20, 20],
])(
  "positions of %i keys have the bits that the config states (%i) and those that they need: %i",
  (length, stated, bits) => {
    const { design, workload } = configOf(`{
    workload: { heads: 2, headWidth: 64, length: ${length} },
    design: { topK: { model: "partial-sort", positionBits: ${stated} }, topKOn: "named", searchOn: "named", search: { model: "sram-scan" } },
  }`);
    const [own] = codeChoices(scoreDigital.design(design), scoreDigital.workload(workload)).filter(
      ({ topK }) => topK.model === "partial-sort",
    );
    expect(own.topK.params).toMatchObject({ positionBits: bits });
  },
);

it("every core of every design has units of its own: three cores have three times those of one", () => {
  const PER_CORE: readonly ComponentName[] = ["mac", "softmax", "sorter", "projection", "topK"];
  const [one, three] = [1, 3].map((cores) => {
    const { design, workload } = configOf(`{ workload: { heads: 12 }, design: { cores: ${cores} } }`);
    return priceAll(design, workload, { pairPower: 5e-6, peakLineCurrent: 1e-4 });
  });
  let compared = 0;
  one.forEach((contender, n) => {
    const other = three[n];
    if (!contender.feasible || !other.feasible) return;
    for (const unit of PER_CORE) {
      if (contender.mapping.census[unit] === undefined) continue;
      expect(other.mapping.census[unit], `${contender.id} ${unit}`).toBe(
        3 * Number(contender.mapping.census[unit]),
      );
      compared++;
    }
  });
  expect(compared).toBeGreaterThan(15);
});

it.each([
  // Two of a core's key heads at a time, of 1024 codes each; of a token those of 3 layers, 2 sequences and 2 key heads.
  ["prefill", 1, 2 * 1024],
  ["prefill", 4, 8 * 1024],
  ["prefill", 9, 12 * 1024],
  ["decode", 1, 12 * 1024],
])(
  "stated macros have to hold the codes of all that is kept in a %s of %i cores: %i",
  (phase, cores, codes) => {
    const choices = (macros: number): number => {
      const { design, workload } = configOf(
        `{ workload: { layers: 3, heads: 6, kvHeads: 2, headWidth: 64, length: 1024, batch: 2, phase: "${phase}", attention: { codes: { bits: 64 } } },
         design: { cores: ${cores}, search: { model: "sram-scan", keys: 500, macros: ${macros} } } }`,
      );
      // The store of the config alone, and no other that would serve in its place.
      const own = { ...scoreDigital.design(design), open: undefined };
      return codeChoices(own, scoreDigital.workload(workload)).length;
    };
    const least = Math.ceil(codes / 500);
    expect(choices(least)).toBeGreaterThan(0);
    expect(() => choices(least - 1)).toThrow(`${codes} keys to be held`);
  },
);

it.each([
  ["100 GB/s", "30 GB/s", 30e9],
  ["10 GB/s", "30 GB/s", 10e9],
])(
  "codes in the memory behind the chip come at %s of a store, and at no more than the memory's %s",
  (own, behind, rate) => {
    const { design, workload } = configOf(
      `{ workload: { heads: 2, headWidth: 64, length: 1024 },
       design: { memory: { bandwidth: "${behind}" }, search: { model: "dram-scan", bandwidth: "${own}" } } }`,
    );
    const [{ search }] = codeChoices(
      { ...scoreDigital.design(design), open: undefined },
      scoreDigital.workload(workload),
    );
    expect(Number(search.params.bandwidth) / rate).toBeCloseTo(1, 9);
  },
);
