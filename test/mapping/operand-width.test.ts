import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BFLOAT16, INT8 } from "#circuits";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { gpu } from "../../src/comparison/designs/gpu.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { vectorBits } from "../../src/comparison/layer-network.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { restCost } from "../../src/cost/attention-share.ts";
import { flowsOf } from "../../src/cost/floorplan/flows.ts";
import { priceList } from "../../src/cost/price-list.ts";
import type { Design } from "../../src/design/design.ts";
import { isScored } from "../../src/design/key-codes.ts";
import { productOf } from "../../src/design/level-tree.ts";
import { restOfModel } from "../../src/design/model-weights.ts";
import type { Workload } from "../../src/design/workload.ts";
import type { ActionCount } from "../../src/mapping/action-counts.ts";
import { flowCounts } from "../../src/mapping/flows/flow.ts";
import { planSpaceOf } from "../../src/mapping/flows/plan-space.ts";
import { chosenBlocks, listedBlocks, streamedBlocks, windowBlocks } from "../../src/mapping/mac-blocks.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { cacheBytes, weightBytes } from "../../src/mapping/off-chip-memory.ts";
import { selectedKeys } from "../../src/mapping/selection.ts";
import {
  backwardWorkingSetBits,
  codeOf,
  expectedLoad,
  sizesOf,
  workingSetBits,
} from "../../src/mapping/sizes.ts";
import { configOf, IDEAL_HARDWARE } from "../design-under-test.ts";

const POINT = { pairPower: 4.5e-6, peakLineCurrent: 1e-4 };

/** The design with multipliers of `bits` bits and sums twice as wide, of the same time and energy, and blocks of as many rows whatever their width. */
function withWords(design: Design, bits: number): Design {
  const { mac } = design.digital;
  const behaviour = { ...mac.behaviour, wordBits: bits, accumulatorBits: 2 * bits, blockWidth: undefined };
  return { ...design, digital: { ...design.digital, mac: { ...mac, behaviour } } };
}

/** Memories of single bits, so that a short vector takes no more than it has. */
const BITWISE = (buffer: string) =>
  `hashing: { array: { rows: 256 } }, hashNode: "65 nm", baselines: { analogNode: "65 nm" },
   memory: { model: "ideal", bits: 1 }, digital: { mac: { arrays: 1 }, buffer: ${buffer} }`;
const BOUNDLESS = '{ model: "ideal", bits: 1 }';
/** So small that next to nothing of a head is in it, and nearly all of its traffic goes to the memory. */
const TINY =
  '{ model: "stated", capacity: "1 B", bits: 1, read: "1 fJ", write: "1 fJ", area: "1 um2", bandwidth: "1 TB/s" }';

const shapes = fc.record({
  phase: fc.constantFrom("prefill", "decode"),
  length: fc.integer({ min: 300, max: 2000 }),
  kvHeads: fc.integer({ min: 1, max: 3 }),
  sharers: fc.integer({ min: 1, max: 3 }),
  headWidth: fc.constantFrom<number>(32, 64),
  rounds: fc.integer({ min: 1, max: 4 }),
  causal: fc.boolean(),
  training: fc.boolean(),
});
type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

const workloadOf = ({ phase, length, kvHeads, sharers, headWidth, rounds, causal }: Shape): string =>
  `phase: "${phase}", length: ${length}, layers: 2, heads: ${kvHeads * sharers}, kvHeads: ${kvHeads}, headWidth: ${headWidth},
   attention: { rounds: ${rounds}, causal: ${causal || phase === "decode"} }`;

/** Both memories, as accesses move a bit: how much of a working set a buffer holds depends on the word, but not what both move. */
const MEMORIES: ReadonlySet<string> = new Set(["buffer", "memory"]);
const isMoved = (key: string): boolean => /^(memories|link)\//.test(key);

type Counts = ReadonlyMap<string, number>;

function summed(counts: readonly ActionCount[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { operation, component, action, count } of counts) {
    if (action === "stall" && MEMORIES.has(component)) continue;
    const key = `${MEMORIES.has(component) ? "memories" : component}/${operation}/${action}`;
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return sums;
}

/** Bits of the working sets that share a buffer of one byte, by what is moved out of them. */
function workingSets(counts: readonly ActionCount[], all: Counts): [string, number][] {
  const served = summed(counts.filter(({ component }) => component === "buffer"));
  return [...served].flatMap(([key, own]): [string, number][] => {
    const total = all.get(key) ?? 0;
    return own > 0 && own < total / 100 ? [[`${key} of`, (8 * total) / own]] : [];
  });
}

/** Counts at words of 8 bits, and what of them is left at words of none, by continuing the line through 8 and 16 bits. */
function walked(of: (bits: number) => Counts): { readonly eight: Counts; readonly none: Counts } {
  const [eight, sixteen, wide] = [8, 16, 24].map(of);
  const none = new Map<string, number>();
  for (const [key, count] of eight) {
    const near = 1e-9 * Math.abs(count) + 1e-9;
    const left = 2 * count - (sixteen.get(key) ?? Number.NaN);
    if (!isMoved(key)) expect(sixteen.get(key), key).toBeCloseTo(count, 6);
    expect(Math.abs((wide.get(key) ?? Number.NaN) - (left + 3 * (count - left))), key).toBeLessThanOrEqual(
      3 * near,
    );
    expect(left, key).toBeGreaterThanOrEqual(-near);
    none.set(key, Math.abs(left) <= near ? 0 : left);
  }
  return { eight, none };
}

const DESIGNS = COMPARISON_DESIGNS.filter((contender) => contender !== gpu).map(
  (contender) => [contender.id, contender] as const,
);

/** Counts of a comparison design whose multipliers have so many bits, and its working sets. */
const countsOf =
  (contender: (typeof COMPARISON_DESIGNS)[number], design: Design, workload: Workload, training: boolean) =>
  (bits: number): Counts => {
    const own = contender.design(withWords(design, bits));
    const seen = contender.workload(workload);
    const isTrained =
      training && seen.phase === "prefill" && own.platform === "digital" && !isScored(seen.attention);
    const { counts } = mapWorkload(own, { ...seen, pass: isTrained ? "training" : "forward" });
    const sums = summed(counts);
    return new Map([...sums, ...workingSets(counts, sums)]);
  };

describe.each(DESIGNS)("%s on multipliers of w bits", (_, contender) => {
  it.each([
    ["a boundless buffer", BOUNDLESS],
    ["next to no buffer", TINY],
  ])("moves w bits for each element and does the same with it, in %s", (_name, buffer) => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const of = (headWidth: number) => {
          const { design, workload } = configOf(
            `{ workload: { ${workloadOf({ ...shape, headWidth })} }, design: { ${BITWISE(buffer)} } }`,
          );
          return walked(countsOf(contender, design, workload, shape.training));
        };
        const [one, two] = [of(shape.headWidth), of(2 * shape.headWidth)];
        for (const [key, left] of one.none) {
          if (!isMoved(key)) continue;
          // Only elements enter and leave; what else is moved (indices, ids, log-sum-exps) is none of the head's width.
          if (/\/(input|output|write)\//.test(key) && shape.phase === "prefill" && !shape.training)
            expect(left, key).toBe(0);
          const bound = 1e-9 * (two.eight.get(key) ?? 0) + 1e-9;
          expect(Math.abs((two.none.get(key) ?? Number.NaN) - left), key).toBeLessThanOrEqual(bound);
        }
      }),
      { numRuns: 12, seed: 1 },
    );
  });
});

const PLANNED = DESIGNS.filter(
  ([, contender]) => contender.design(configOf("{}").design).platform === "digital",
);

describe.each(PLANNED)("%s on multipliers of w bits", (_, contender) => {
  it("moves and keeps w bits for each element under any plan", () => {
    fc.assert(
      fc.property(shapes, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (shape, share, pick) => {
        const tensorsOf = (headWidth: number) => {
          const { design, workload } = configOf(
            `{ workload: { ${workloadOf({ ...shape, headWidth })} }, design: { ${BITWISE(BOUNDLESS)} } }`,
          );
          return walked((bits) => {
            const space = planSpaceOf(
              contender.design(withWords(design, bits)),
              contender.workload(workload),
            );
            if (space === null) return new Map();
            const range = space.ranges[pick % space.ranges.length];
            const between = ([from, to]: readonly [number, number]) => Math.round(from + share * (to - from));
            const flow = space.flow({
              ...range,
              queryTiles: between(range.queryTiles),
              keyTiles: between(range.keyTiles),
            });
            const resident = Object.fromEntries(flow.tensors.map(({ name }) => [name, share]));
            return new Map([
              ...summed(flowCounts(flow, space, resident)),
              ["memories/held/bits", flow.held],
              ...flow.tensors.map(({ name, bits: kept }) => [`memories/${name}/bits`, kept] as const),
            ]);
          });
        };
        const [one, two] = [tensorsOf(shape.headWidth), tensorsOf(2 * shape.headWidth)];
        for (const [key, left] of one.none) {
          if (!isMoved(key)) continue;
          // Indices, ids and log-sum-exps alone.
          const bound = 1e-9 * (two.eight.get(key) ?? 0) + 1e-6;
          expect(Math.abs((two.none.get(key) ?? Number.NaN) - left), key).toBeLessThanOrEqual(bound);
          if (/\/(keys|values|queries|near keys and values|query map)\/bits/.test(key))
            expect(left, key).toBe(0);
        }
      }),
      { numRuns: 20, seed: 2 },
    );
  });
});

describe("multipliers of w bits", () => {
  const { design, workload } = configOf(
    '{ workload: { preset: "gpt2-small", length: 2048 }, design: { hashing: { folding: "write-verified", array: { rows: 1024 } } } }',
  );

  it("ask as much more of working sets, products and capacities", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), (bits) => {
        const of = (w: number) => {
          const own = withWords(design, w);
          const s = sizesOf(own, workload);
          const exact = { ...workload, attention: { ...workload.attention, kind: "exact" as const } };
          const decode: Workload = { ...workload, phase: "decode" };
          const code = codeOf(own, scoreMemristor.workload(workload));
          const blocks = [
            streamedBlocks(s, exact),
            windowBlocks(s, workload),
            listedBlocks(sizesOf(own, decode), expectedLoad(decode)),
            ...[workload, decode].map((one) => {
              const wanted = scoreMemristor.workload(one);
              const keys = selectedKeys(wanted);
              return chosenBlocks({ s: sizesOf(own, wanted), code, keys, workload: wanted, fetch: "gather" });
            }),
          ];
          return {
            moved: [
              s.hashInputBits,
              s.foldedBits,
              cacheBytes(own, workload),
              weightBytes(own, workload),
              ...blocks.flatMap(({ scores, outputs }) => [scores.fed, outputs.fed, outputs.left]),
            ],
            sets: [
              workingSetBits(s, workload),
              workingSetBits(s, exact),
              backwardWorkingSetBits(s, workload),
              backwardWorkingSetBits(s, exact),
            ],
          };
        };
        const [own, eight, none] = [of(bits), of(8), of(0)];
        expect(none.moved.every((one) => one === 0)).toBe(true);
        for (const [n, one] of own.moved.entries()) expect(one).toBeCloseTo((eight.moved[n] * bits) / 8, 0);
        for (const [n, one] of own.sets.entries())
          expect(one).toBeCloseTo(none.sets[n] + ((eight.sets[n] - none.sets[n]) * bits) / 8, 0);
      }),
    );
  });

  it("have levels that move w bits an operand and 2w bits a result", () => {
    const { bits } = productOf(withWords(design, 12), "scores", { m: 2, n: 3, k: 4 });
    expect(bits).toEqual({ A: 12, B: 12, partial: 32, final: 24 });
  });

  it("bring w bits for each weight of the rest of the model, and 2w bits for each of its sums", () => {
    const { design: bare } = configOf(
      `{ design: { ${IDEAL_HARDWARE.replace('memory: { model: "ideal" }', "memory: {}")} } }`,
    );
    const { model } = workload;
    if (model === null) throw new Error("expected the widths of the preset");
    const [eight, twelve] = [8, 12].map((bits) => {
      const own = exactDigital.design(withWords(bare, bits));
      const priced = priceContender(exactDigital, own, workload, POINT);
      if (!priced.feasible) throw new Error(priced.reason);
      return restCost(priced, workload, priceList(own, POINT), restOfModel(workload, model));
    });
    expect(twelve.time / eight.time).toBeCloseTo(1.5, 9);
    expect(twelve.energy / eight.energy).toBeCloseTo(1.5, 9);
    const [int8, bf16] = [INT8, BFLOAT16].map((words) => vectorBits(model, words));
    expect(bf16.sums.read + bf16.sums.written).toBe(2 * (int8.sums.read + int8.sums.written));
    expect(bf16.activation.read + bf16.activation.written).toBe(
      2 * (int8.activation.read + int8.activation.written),
    );
  });

  it("send 2w bits of a score to the softmax and w bits of a weight back", () => {
    const own = withWords(design, 12);
    const mapping = mapWorkload(exactDigital.design(own), exactDigital.workload(workload));
    const exponents = mapping.counts
      .filter(({ component }) => component === "softmax")
      .reduce((sum, { count }) => sum + count, 0);
    const sent = flowsOf(mapping, priceList(own, POINT))
      .filter(({ to }) => to === "softmax")
      .reduce((sum, { bits }) => sum + bits, 0);
    expect(sent).toBe(36 * exponents);
  });
});
