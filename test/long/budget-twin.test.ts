import { beforeAll, describe, expect, it } from "vitest";
import { createRng, parseDocument } from "#base";
import type { Constraint } from "#search";
import { designAnswer, familyConditions, familyConstraints } from "../../src/commands/budget/run/budget.ts";
import type { FamilyChoice } from "../../src/commands/budget/run/family.ts";
import { familyChoices } from "../../src/commands/budget/run/family.ts";
import { limitConstraints } from "../../src/commands/budget/run/limit-constraints.ts";
import { createQualityMeter, type QualityMeter } from "../../src/commands/budget/run/quality.ts";
import { searchedFidelity } from "../../src/commands/compare/run/searched-fidelity.ts";
import { measure } from "../../src/commands/shared/activations.ts";
import { readStudy, type Study } from "../../src/commands/shared/studies/study.ts";
import type { DesignId } from "../../src/comparison/comparison-design.ts";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";
import { throughput } from "../../src/comparison/metrics/prices.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { behaviourKey } from "../../src/design/config-key.ts";
import { planOf } from "../../src/design/workload.ts";
import { price } from "../../src/evaluate.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import type { Activations } from "../../src/simulation/activations.ts";
import { solveOperatingPoint } from "../../src/simulation/operating-point.ts";
import { prepareHeads, sampleQueries } from "../../src/simulation/quality.ts";
import { rememberedPoints } from "../../src/simulation/remembered-point.ts";
import { measuredWorkload } from "../../src/simulation/simulate.ts";
import { runTrial, simulationRng } from "../../src/simulation/trials.ts";
import { configOf } from "../design-under-test.ts";

const ROUNDS = [1, 4];
const UNITS = [512, 2048];
const TILES = [16, 64];
const BASE = (rounds: number, units: number, tile: number) => `{
  workload: { heads: 4, length: 2048, attention: { chunk: 16, rounds: ${rounds} } },
  design: { hashing: { array: { wires: "ideal", tileRows: ${tile}, tileColumns: ${tile} } }, digital: { mac: { units: ${units} } } },
  fidelity: { length: 128, arrays: 2, queries: 32 } }`;
const STUDY = `{ workload: { heads: 4, length: 2048, attention: { chunk: 16 } },
  design: { hashing: { array: { wires: "ideal" } } },
  fidelity: { length: 128, arrays: 2, queries: 32 },
  space: { "workload.attention.rounds": [${ROUNDS}], "design.digital.mac.units": [${UNITS}],
    "design.hashing.array.tileRows": [${TILES}] },
  derived: { "design.hashing.array.tileColumns": "tileRows" } }`;

/** A design as the twin prices it: one plain list, made with none of the code under test. */
interface Twin {
  readonly contender: DesignId;
  readonly throughput: number;
  readonly area: number;
  /** Of workloads that follow each other, and of none. */
  readonly power: number;
  readonly idle: number;
  readonly mass: number;
}

/** Share of the time that a design may work under so many watts. */
const dutyOf = ({ power, idle }: Twin, limit: number): number =>
  power <= limit ? 1 : (limit - idle) / (power - idle);

const QUIET = { update: () => {}, done: () => {} };
const RIVALS = ["exact-digital", "lsh-digital", "lsh-memristor", "exact-analog"] as const;
let study: Study;
let activations: Activations;
let choices: Map<DesignId, FamilyChoice[]>;
let meter: QualityMeter;
const twins: Twin[] = [];

beforeAll(async () => {
  study = readStudy(parseDocument(STUDY, "twin.json5"), shippedCatalogue);
  ({ activations } = await measure(study.base, study.config, {}));
  const kernels = loadKernels();
  const pointOf = rememberedPoints(activations, kernels);
  meter = createQualityMeter(
    { activations, seed: 1, kernels },
    ({ design, workload }) => pointOf(design, workload),
    () => {},
  );
  choices = familyChoices(study, shippedCatalogue, false, {}, pointOf, { update: () => {}, done: () => {} });
  for (const rounds of ROUNDS)
    for (const units of UNITS)
      for (const tile of TILES) {
        const { design, workload, fidelity } = configOf(BASE(rounds, units, tile));
        const point = solveOperatingPoint(design, workload, activations, kernels);
        const measured = measuredWorkload(workload, activations);
        const rng = simulationRng(1);
        const queries = sampleQueries(128, fidelity.queries, rng.fork("queries"));
        const heads = prepareHeads(
          activations,
          planOf(measured),
          design.digital.mac.behaviour,
          workload.attention,
          queries,
        );
        for (const contender of COMPARISON_DESIGNS.filter(({ id }) => id !== "gpu"))
          for (let cores = 1; cores <= 4; cores++) {
            const priced = price(contender.design({ ...design, cores }), contender.workload(workload), point);
            const { area, energy, timing } = priced.cost;
            const { idle } = priced.cost.power;
            let mass = 1;
            if (contender.id.startsWith("lsh")) {
              const variant = contender.id === "lsh-digital" ? "digital" : "memristor";
              const settled = contender.id === "lsh-digital" ? priced.design : design;
              const job = { design: settled, measured, heads, rng, kernels };
              // Cores do not change what is computed.
              mass =
                cores === 1
                  ? [0, 1].reduce((sum, sample) => sum + runTrial(job, { variant, sample }).recall / 2, 0)
                  : (twins.at(-1)?.mass ?? Number.NaN);
            } else if (contender.id === "exact-analog") {
              const own = priceContender(contender, design, workload, point);
              const found = searchedFidelity([own], workload, activations, fidelity, rng, QUIET, kernels);
              mass = found[contender.id]?.recall.mean ?? Number.NaN;
            }
            twins.push({
              contender: contender.id,
              throughput: 2048 / timing.interval,
              area,
              power: idle + (energy - idle * timing.latency) / timing.interval,
              idle,
              mass,
            });
          }
      }
});

describe("a budget over a space that can be listed", () => {
  it("is the true optimum, with the right constraints binding, for 20 random budgets", () => {
    const rng = createRng("twin budgets");
    let answered = 0;
    let bound = 0;
    for (let n = 0; n < 20; n++) {
      const draw = (low: number, high: number): number => low * (high / low) ** rng.uniform();
      const limits = { area: draw(2e-6, 4e-5), power: draw(0.4, 6) };
      const floor = 0.6 + 0.4 * rng.uniform();
      const conditions = familyConditions(`recall >= ${floor}`, study, study.config, meter);
      const constraintsOf = familyConstraints(conditions, choices, meter);
      for (const contender of RIVALS) {
        const constraints: Constraint<FamilyChoice>[] = [
          ...limitConstraints(limits),
          ...constraintsOf(contender),
        ];
        const { answer } = designAnswer(
          contender,
          choices.get(contender) ?? [],
          constraints,
          throughput,
          null,
        );
        const own = twins.filter((twin) => twin.contender === contender);
        const most = (left: readonly string[]): number =>
          Math.max(
            -1,
            ...own
              .filter(({ area }) => !left.includes("area") || area <= limits.area)
              .filter(({ mass }) => !left.includes("mass") || mass >= floor)
              .map((twin) => ({ twin, duty: left.includes("power") ? dutyOf(twin, limits.power) : 1 }))
              .filter(({ duty }) => duty > 0)
              .map(({ twin, duty }) => duty * twin.throughput),
          );
        const optimum = most(["area", "power", "mass"]);
        expect(answer?.best.uses.throughput ?? -1).toBeCloseTo(optimum, 6);
        if (answer === null) continue;
        answered++;
        const free = [most(["power", "mass"]), most(["area", "mass"]), most(["area", "power"])];
        expect(answer.slacks.map(({ active }) => active)).toEqual(
          free.map((rate) => rate > optimum * (1 + 1e-12)),
        );
        bound += answer.slacks.filter(({ active }) => active).length;
      }
    }
    // The draws are no empty promise: designs are found, and both limits and quality bind at times.
    expect(answered).toBeGreaterThan(20);
    expect(bound).toBeGreaterThan(10);
  });

  it("simulates once for designs that differ in price alone", () => {
    const [a, b] = [512, 2048].map((units) => configOf(BASE(4, units, 16)));
    expect(behaviourKey(a)).toBe(behaviourKey(b));
    expect(behaviourKey(configOf(BASE(4, 512, 64)))).not.toBe(behaviourKey(a));
    // And rightly so: the same trial on both. A tile's edge matters even behind ideal wires: it sets the noise of a read.
    const masses = twins.filter(({ contender }) => contender === "lsh-memristor").map(({ mass }) => mass);
    expect(new Set(masses).size).toBeLessThanOrEqual(ROUNDS.length * TILES.length);
    expect(masses).toHaveLength(4 * ROUNDS.length * UNITS.length * TILES.length);
  });
});
