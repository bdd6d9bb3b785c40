// Prices of parts that no single model gives: levels of a core, an array behind them, a GPU's memory, chip terms.

import { describe, expect, it } from "vitest";
import { kelvin, nanometres } from "#base";
import { createTechnology } from "#technology";
import { logicPrice } from "../../src/cost/overrides.ts";
import { priceList } from "../../src/cost/price-list.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 5e-6, peakLineCurrent: 1e-4 };

const LEVELS = `levels: {
  sums: { per: "row", keeps: ["scores", "outputs"], memory: { capacity: "512 B", bits: 32 } },
  operands: { per: "unit", keeps: ["queries", "keys", "weights", "values"], memory: { capacity: "4 B", bits: 16 } } }`;

describe("declared levels", () => {
  const { design } = configOf(
    `{ design: { logicNode: "22 nm", temperature: "330 K", digital: { ${LEVELS} } } }`,
  );
  const at = createTechnology(nanometres(22), { temperature: kelvin(330) });

  it("are priced at the logic's node and temperature, an access at its energy and in no time of its own", () => {
    const { levels } = priceList(design, POINT);
    for (const name of ["sums", "operands"]) {
      const one = design.digital.levels?.[name].memory.cost(at);
      for (const action of ["read", "write"] as const) {
        const { energy, latency, interval } = levels.actions[`${name} ${action}`];
        expect([energy, latency]).toEqual([one?.actions[action].energy, one?.actions[action].latency]);
        expect(interval).toBe(0);
      }
    }
  });

  it("take the place of the registers of the array: its products have none, and its other actions are as they were", () => {
    const { mac } = priceList(design, POINT);
    const whole = design.digital.mac.cost(at);
    const bare = design.digital.mac.cost(at, { registerBit: 0, registerArea: 0 });
    expect(mac.actions.mac.energy).toBe(bare.actions.mac.energy);
    expect(mac.actions.mac.energy).toBeLessThan(whole.actions.mac.energy);
    expect(mac.actions.add).toEqual(whole.actions.add);
    expect(mac.area).toBe(bare.area);
    expect(mac.area).toBeLessThan(whole.area);
  });
});

it("a GPU is priced once: its memory's actions take no area and leak nothing more", () => {
  const { gpu, gpuMemory } = priceList(configOf("{}").design, POINT);
  expect(gpuMemory.actions).toEqual(gpu.actions);
  expect([gpuMemory.area, gpuMemory.leakage]).toEqual([0, 0]);
  expect(gpu.area).toBeGreaterThan(0);
});

it("a chip's terms are the bits of its parts, and the cells of an array of each kind", () => {
  const { design } = configOf(
    `{ design: { hashing: { array: { rows: 48, columns: 80 } }, baselines: { analog: { rows: 96, columns: 160 } },
         digital: { mac: { model: "bf16" }, buffer: { bits: 256 } }, memory: { bits: 128 } } }`,
  );
  const { floorplan } = priceList(design, POINT);
  expect(floorplan).toMatchObject({
    bufferBits: 256,
    memoryBits: 128,
    words: { wordBits: 16, accumulatorBits: 32 },
    cells: { array: 48 * 80, dynamicArray: 96 * 160 },
  });
});

it("drawn constants replace a model's own, at every price that it has", () => {
  const { design } = configOf("{}");
  const [name] = Object.keys(design.digital.softmax.constants);
  const key = `${design.digital.softmax.family}:${design.digital.softmax.model}.${name}`;
  const drawn = { [key]: 3 * (design.digital.softmax.constants[name].nominal ?? Number.NaN) };
  const at = createTechnology(design.logicNode, { temperature: design.temperature });
  const expected = design.digital.softmax.cost(at, { [name]: drawn[key] });
  expect(priceList(design, POINT, drawn).softmax).toEqual(expected);
  expect(logicPrice(design, drawn)(design.digital.softmax)).toEqual(expected);
  expect(logicPrice(design)(design.digital.softmax)).toEqual(design.digital.softmax.cost(at));
});
