import { describe, expect, it } from "vitest";
import { createRng, type Instance, nanometres } from "#base";
import { holdingAmplifier, type InputStage } from "#circuits";
import { createTechnology } from "#technology";
import {
  LOAD_ALONE,
  noiseDensity,
  quietAmplifier,
} from "../../packages/circuits/src/input-stage/amplifier.ts";
import { loadOf, paramsOfLoad } from "../../packages/circuits/src/input-stage/input-stage.ts";
import { instanceOf, members } from "../contracts/instances.ts";
import { everyCase } from "../law.ts";

const NODE = nanometres(65);
const TECHNOLOGY = createTechnology(NODE);
const NUMBERS = { efficiency: 15, gain: 10, transit: 100e9, quiescent: 0.2 };
const stages = members("input-stage").filter((model) => model !== "ideal");
type Params = Readonly<Record<string, unknown>>;
const stageOf = (model: string, params: Params = {}) =>
  instanceOf("input-stage", model, params) as Instance<"hold", InputStage>;
const energyOf = (model: string, params: Params = {}): number =>
  stageOf(model, params).cost(TECHNOLOGY).actions.hold.energy;

it("a load comes back from the parameters as which a design gives it to its stage", () => {
  const rng = createRng("loads");
  for (let n = 0; n < 20; n++) {
    const load = Object.fromEntries(
      Object.entries(LOAD_ALONE).map(([name, value]) => [name, value * 10 ** (4 * rng.uniform() - 2)]),
    ) as unknown as typeof LOAD_ALONE;
    const again = loadOf(paramsOfLoad(load));
    expect(Object.keys(again).sort()).toEqual(Object.keys(load).sort());
    for (const [name, value] of Object.entries(again))
      expect(value / load[name as keyof typeof load], name).toBeCloseTo(1, 12);
  }
});

describe("an amplifier that holds a line", () => {
  it("never has more noise where less is wanted, and beyond its quietest neither noise nor bias change", () => {
    const rng = createRng("quiet amplifiers");
    for (let n = 0; n < 200; n++) {
      const load = {
        ...LOAD_ALONE,
        conductance: 1e-5 * 10 ** (3 * rng.uniform()),
        current: 1e-6 * 10 ** (3 * rng.uniform()),
        capacitance: 1e-14 * 10 ** (2 * rng.uniform()),
      };
      const wanted = Array.from({ length: 12 }, (_, k) => 1e-6 / 4 ** k);
      const found = wanted.map((noise) => quietAmplifier(300, noise, load, NODE, NUMBERS));
      const noises = found.map((one) => noiseDensity(one, load));
      for (let k = 1; k < noises.length; k++) expect(noises[k] / noises[k - 1]).toBeLessThan(1 + 1e-9);
      expect(found[11]).toEqual(found[10]);
    }
  });

  it("has the bias of its resistance, by hand: 10 Ω behind a gain of 10 is 9.09 mS, 606 µA at 15 / V", () => {
    const { output, bias } = holdingAmplifier(10, 1, LOAD_ALONE, NODE, NUMBERS);
    expect(output).toBeCloseTo(1 / 110, 12);
    // The gate's charge takes x / (1 − x) of it, x = 1 / (2π · 100 GHz · 1 ns).
    const x = 1 / (2 * Math.PI * 100);
    expect(bias / ((1 / 110 / 15) * (1 + x / (1 - x)))).toBeCloseTo(1, 9);
  });

  it("has that of its line and speed where the resistance asks for less: 4 C / τ", () => {
    const load = { ...LOAD_ALONE, capacitance: 1e-12, timeConstant: 1e-10, current: 0 };
    expect(holdingAmplifier(1e6, 1, load, NODE, NUMBERS).output).toBeCloseTo(0.04, 12);
  });

  it("has that of the current that it gives where that is more, and that of its noise", () => {
    const strong = holdingAmplifier(1e6, 1, { ...LOAD_ALONE, current: 1e-3 }, NODE, NUMBERS);
    expect(strong.bias).toBeGreaterThan(0.2e-3);
    // 4kT·G²·B / σ² at 1 mS, 115 MHz and 40 nA: 1.19 · 10⁻³ S.
    const quiet = holdingAmplifier(1e6, 40e-9, LOAD_ALONE, NODE, NUMBERS);
    expect(quiet.input / ((4 * 1.380649e-23 * 300 * 1e-6 * 115e6) / 16e-16)).toBeCloseTo(1, 9);
    expect(Math.sqrt(((4 * 1.380649e-23 * 300 * 1e-6) / quiet.input) * 115e6)).toBeCloseTo(40e-9, 15);
  });

  it("is loaded by itself as it nears its transit frequency, and no faster than that lets it be", () => {
    const at = (timeConstant: number) =>
      holdingAmplifier(100, 1, { ...LOAD_ALONE, capacitance: 0, timeConstant }, NODE, NUMBERS);
    const [slow, fast, fastest] = [1e-9, 5e-12, 1e-15].map((timeConstant) => at(timeConstant));
    expect(fast.input / slow.input).toBeGreaterThan(100);
    expect(fastest.input / fastest.output).toBeCloseTo(1, 9);
  });
});

describe("every input stage", () => {
  it("is paid for as long as it is on, from the supply of its node", () => {
    everyCase(stages, 6, (model) => {
      expect(energyOf(model, { held: "20 ns" }) / energyOf(model, { held: "10 ns" })).toBeCloseTo(2, 9);
      expect(energyOf(model, { inputResistance: "10 ohm", bandwidth: "100 MHz" })).toBeGreaterThan(1e-12);
    });
  });

  it("costs no less for a lower resistance, a higher bandwidth, a longer line, or less noise", () => {
    const dearer: readonly (readonly [Params, Params])[] = [
      [{ inputResistance: "1 kohm" }, { inputResistance: "10 ohm" }],
      [{ bandwidth: "100 MHz" }, { bandwidth: "20 GHz" }],
      [
        { bandwidth: "1 GHz", lineCapacitance: "10 fF" },
        { bandwidth: "1 GHz", lineCapacitance: "1 pF" },
      ],
      [{ noise: "1 µA" }, { noise: "5 nA" }],
      [{ peakCurrent: "1 µA" }, { peakCurrent: "1 mA" }],
    ];
    everyCase(stages, stages.length * dearer.length, (model) => {
      for (const [cheap, dear] of dearer)
        expect(energyOf(model, dear)).toBeGreaterThan(energyOf(model, cheap));
    });
  });

  it("has a noise that goes with the root of the bandwidth: four times as much, twice", () => {
    everyCase(["regulated-cascode", "transimpedance"], 2, (model) => {
      const { noise } = stageOf(model).behaviour;
      // An amplifier that is sized by its noise keeps it: what grows is the rest.
      const quiet = { ...LOAD_ALONE, conductance: 1e-9, current: 50e-6 };
      expect(
        noise({ ...quiet, noiseBandwidth: 400e6 }, NODE) / noise({ ...quiet, noiseBandwidth: 100e6 }, NODE),
      ).toBeCloseTo(2, 6);
    });
  });
});

it("a channel, a conductance and a current make their noise, by hand", () => {
  const amplifier = { output: 1e-3, input: 1e-4, bias: 10e-6 };
  const load = { ...LOAD_ALONE, conductance: 1e-3, current: 20e-6 };
  const kT4 = 4 * 1.380649e-23 * 300;
  const expected = kT4 * (1e-6 / 1e-4 + 6 * 10e-6) + kT4 * 1e-3 + 2 * 1.602176634e-19 * 20e-6;
  expect(noiseDensity(amplifier, load) / expected).toBeCloseTo(1, 12);
});

it("a transimpedance adds its resistor's noise: √(4kT·B / R_f), 12.9 nA more at 10 kΩ and 100 MHz", () => {
  // Without a line the amplifier inside is the same whatever the resistor.
  const load = { ...LOAD_ALONE, capacitance: 0, noiseBandwidth: 100e6 };
  const of = (feedback: string): number =>
    stageOf("transimpedance", { feedback }).behaviour.noise(load, NODE);
  expect(Math.sqrt(of("10 kohm") ** 2 - of("1 Gohm") ** 2) * 1e9).toBeCloseTo(12.87, 1);
});

it("an integrator's reset leaves √(kT·C) of charge: 6.44 nA over 10 ns at 1 pF", () => {
  const of = (capacitance: string): number =>
    stageOf("integrator", { capacitance }).behaviour.noise({ ...LOAD_ALONE, held: 10e-9 }, NODE);
  expect(Math.sqrt(of("1 pF") ** 2 - of("0.1 fF") ** 2) * 1e9).toBeCloseTo(6.436, 2);
});

/** Switches of 128 source lines at 32 nm. */
const LINE_SWITCH = ((432e-12 / 128) * 65) / 32;

it.each([
  ["regulated-cascode", LINE_SWITCH],
  ["transimpedance", 20e-12],
  ["integrator", LINE_SWITCH],
])("a %s takes its fixed area at 65 nm, carried to a node as all analog circuits are", (model, area) => {
  const technology = createTechnology(nanometres(22));
  const stage = instanceOf("input-stage", model);
  const own = stage.cost(technology).area - stage.cost(technology, { area: 0 }).area;
  expect(own / area / technology.areaFactor("charge", nanometres(65))).toBeCloseTo(1, 9);
});
