import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { metalPitch } from "#technology";
import { lineCurrentLoad } from "../../src/comparison/metrics/prices.ts";
import type { Design } from "../../src/design/design.ts";
import { electricsOf, hashTechnology } from "../../src/design/electrics.ts";
import { isOverloaded } from "../../src/design/line-limits.ts";
import {
  checkLines,
  lineCurrents,
  lineLimits,
  lineLoad,
  pitchFactorOf,
  UNEVEN_ENDS,
} from "../../src/design/line-width.ts";
import { price } from "../../src/evaluate.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { measureCircuit } from "../../src/simulation/hash-circuit.ts";
import { configOf } from "../design-under-test.ts";
import { byTier } from "../tier.ts";

const configWith = (hashing: string, more = "") =>
  configOf(`{ workload: { headWidth: 16, length: 64 }, design: { ${more} hashing: { ${hashing} } } }`);
const designWith = (hashing: string, more = ""): Design => configWith(hashing, more).design;
const factor = (hashing: string): number => pitchFactorOf(designWith(hashing));

const POINT = { pairPower: 4.5e-6, peakLineCurrent: 1e-4 };

/** Keys of a tiled array, and of one that is a tile. */
const TILED = "array: { rows: 32, columns: 64, tileRows: 8, tileColumns: 16, driverEnds: 'one' }, ";
const DEVICES = "memristor: { model: 'normal', mean: '50 µS', spread: 0, stuckOn: 0, stuckOff: 0 }, ";
const ENDS =
  "tileSwitch: { onResistance: '1 kohm' }, driver: { readVoltage: '0.5 V', outputResistance: '100 ohm' }, inputStage: { inputResistance: '200 ohm' }, ";

describe("the current of a line", () => {
  it("is by hand the voltage over what is in series, tiles held at both ends of their word lines", () => {
    const { tile, global } = lineCurrents(designWith(TILED + DEVICES + ENDS));
    // Bit lines: 8 devices of 400 µS behind 1 kΩ; 4 tiles of them are 1.6 mS behind 250 Ω and 200 Ω.
    const bit = 0.5 / (1000 + 2500);
    const bits = 0.5 / (450 + 625);
    // Word lines: 16 devices of 800 µS behind two switches, 4 tiles of them behind 125 Ω and 100 Ω. Other
    // inputs lift a global bit line to 200 of 1075 parts and its tiles' lines, behind 1 kΩ, to more.
    const whole = 200 / 1075;
    const lift = (0.4 + whole) / 1.4;
    const word = (0.5 * (1 + lift)) / (500 + 1250) / 2;
    const words = (0.5 * (1 + lift)) / (225 + 312.5);
    expect(tile / Math.max(bit, word)).toBeCloseTo(1, 12);
    expect(global / Math.max(bits, words)).toBeCloseTo(1, 12);
  });

  it("is by hand that of half a line where its ends are tied on all four sides", () => {
    const array = TILED.replace("driverEnds: 'one'", "drive: 'four-sides'");
    const { tile, global } = lineCurrents(designWith(array + DEVICES + ENDS));
    // Either line behind two switches of 1 kΩ, and global ones behind two input stages or two drivers.
    const bit = 0.5 / (500 + 2500) / 2;
    const bits = 0.5 / (125 + 625 + 100) / 2;
    // A global bit line is lifted to the 100 Ω of both its ends over all that is in series.
    const whole = 100 / (125 + 625 + 100);
    const lift = (500 / 2500 + whole) / (1 + 500 / 2500);
    const word = (0.5 * (1 + lift)) / (500 + 1250) / 2;
    const words = (0.5 * (1 + lift)) / (125 + 312.5 + 50) / 2;
    expect(tile / Math.max(bit, word)).toBeCloseTo(1, 12);
    expect(global / Math.max(bits, words)).toBeCloseTo(1, 12);
  });

  it("is of devices five deviations above their mean, by hand between ideal ends", () => {
    const design = designWith(
      `array: { rows: 64, columns: 100, tileRows: 64, tileColumns: 100, drive: "one", wires: "solved" },
       memristor: { model: "lognormal", mean: "10 µS", spread: 0.2, stuckOn: 0, stuckOff: 0 },
       driver: { model: "ideal", readVoltage: "0.1 V" }, inputStage: { model: "ideal" }`,
    );
    // 100 · 10 µS and 5 · 2 µS · √100 are more than the 64 of a bit line.
    expect(lineCurrents(design).tile / (0.1 * (1000e-6 + 100e-6))).toBeCloseTo(1, 9);
    expect(lineCurrents(design).global).toBe(0);
  });

  it("is what limits the pitch: width and thickness go with it, and global lines are as many times as wide as they have layers", () => {
    for (const layers of [1, 2, 5]) {
      const design = designWith(
        `array: { rows: 32, columns: 64, tileRows: 8, tileColumns: 16, globalLayers: ${layers} }, ${DEVICES}`,
        "hashNode: '32 nm',",
      );
      // 56 nm wide, 1.8 times as thick [neurosim-v14], 7e9 A/m².
      const least = 7e9 * 56e-9 ** 2 * 1.8;
      const { tile, global } = lineCurrents(design);
      const pitch = hashTechnology(design).pitch / metalPitch(design.hashNode);
      expect(pitch).toBeCloseTo(Math.max(1, Math.sqrt(tile / least), Math.sqrt(global / least) / layers), 12);
      expect(lineLimits(design, 3).global / lineLimits(design, 3).tile).toBe(layers ** 2);
      const { wordSegment, globalSegment } = electricsOf(design);
      expect(wordSegment / globalSegment).toBeCloseTo(layers ** 2, 12);
      // Lanes of twice their width, one a row, on their layers: as wide as the rows beneath.
      const width = Math.sqrt(lineLimits(design, pitch).global / 7e9 / 1.8);
      expect((2 * width) / layers / hashTechnology(design).pitch).toBeCloseTo(1, 9);
    }
  });

  it("is never more in the solved circuit, whatever the devices, ends and tiles", () => {
    const kernels = loadKernels();
    fc.assert(
      fc.property(
        fc.record({
          tile: fc.constantFrom(4, 8, 16),
          mean: fc.integer({ min: 5, max: 300 }),
          ratio: fc.double({ min: 0, max: 0.4, noNaN: true }),
          ends: fc.tuple(...[0, 0].map(() => fc.integer({ min: 1, max: 3000 }))),
          between: fc.integer({ min: 1, max: 4000 }),
          drive: fc.constantFrom("one", "both", "four-sides"),
          millivolts: fc.integer({ min: 50, max: 500 }),
          seed: fc.nat(1000),
        }),
        ({ tile, mean, ratio, ends, between, drive, millivolts, seed }) => {
          const { design, workload } = configWith(
            `array: { rows: 16, columns: 32, tileRows: ${tile}, tileColumns: ${tile}, drive: "${drive}" },
             memristor: { model: "normal", mean: "${mean} µS", spread: ${ratio}, stuckOn: 0, stuckOff: 0 },
             tileSwitch: { onResistance: "${between} ohm" }, inputStage: { inputResistance: "${ends[1]} ohm" },
             driver: { readVoltage: "${millivolts} mV", outputResistance: "${ends[0]} ohm" }, settling: "simulated",`,
          );
          const { loads } = measureCircuit(design, workload, createRng(seed), kernels);
          const { tile: line, global } = lineCurrents(design);
          const peak = (part: string): number =>
            loads.find((load) => load.part === part)?.current ?? Number.NaN;
          expect(peak("line of a tile")).toBeLessThanOrEqual(line * (1 + UNEVEN_ENDS));
          expect(peak("global line")).toBeLessThanOrEqual(global * (1 + UNEVEN_ENDS));
          expect(loads.filter(({ density }) => density !== null).some(isOverloaded)).toBe(false);
        },
      ),
      {
        numRuns: byTier(8, 25),
        // Two ends of 1 Ω, which share unevenly.
        examples: [
          [
            {
              tile: 16,
              mean: 300,
              ratio: 0,
              ends: [1, 1],
              between: 1,
              drive: "both",
              millivolts: 50,
              seed: 0,
            },
          ],
        ],
      },
    );
  });
});

describe("the pitch that follows", () => {
  const at = (volts: number, ohms: number, mean: number): number =>
    factor(
      `driver: { readVoltage: "${volts} V", outputResistance: "${ohms} ohm" }, memristor: { model: "normal", mean: "${mean} µS", spread: 0.1 }`,
    );

  it("moves a little with a little, up with voltage and conductance, down with resistance", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        fc.double({ min: 1, max: 1e4, noNaN: true }),
        fc.double({ min: 10, max: 900, noNaN: true }),
        (volts, ohms, mean) => {
          const own = at(volts, ohms, mean);
          for (const [more, less] of [
            [at(volts * 0.999, ohms, mean), own],
            [at(volts, ohms, mean * 0.999), own],
            [own, at(volts, ohms * 0.999, mean)],
          ]) {
            expect(less).toBeGreaterThanOrEqual(more);
            expect(less / more).toBeLessThan(1.001);
          }
        },
      ),
      { numRuns: byTier(60, 200) },
    );
  });

  it("is the least one for currents that it bears, ideal wires, and where electromigration is ignored", () => {
    expect(factor('driver: { readVoltage: "1 mV" }')).toBe(1);
    expect(factor('array: { wires: "ideal" }')).toBe(1);
    expect(factor('array: { electromigration: "ignored" }')).toBe(1);
    expect(factor("")).toBeGreaterThan(1);
  });

  it("is paid in area, and 2 V on 1 mS behind 20 Ω is no longer free", () => {
    const areaOf = (hashing: string): number => {
      const { design, workload } = configOf(`{ design: { hashing: { ${hashing} } } }`);
      const { areas } = price(design, workload, POINT).cost;
      return areas.find(({ component }) => component === "array")?.area ?? 0;
    };
    const strong = `memristor: { model: "normal", mean: "1 mS", spread: 0.1 }, tileSwitch: { onResistance: "20 ohm" },
      driver: { readVoltage: "2 V", outputResistance: "20 ohm" }, inputStage: { inputResistance: "20 ohm" }, settling: "simulated",`;
    const [own, bare] = [areaOf(strong), areaOf(`${strong} array: { electromigration: "ignored" }`)];
    const needed = factor(strong);
    expect(needed).toBeGreaterThan(10);
    expect(own / bare).toBeCloseTo(needed ** 2, 6);
  });
});

describe("a line that is too narrow", () => {
  const pinned = (pitch: number, more = "") => {
    const { design, workload } = configOf(
      `{ design: { hashing: { array: { ${more} pitchFactor: ${pitch} } } } }`,
    );
    return () => price(design, workload, POINT).cost.area;
  };
  const needed = factor("");

  it("is refused with its current, its limit and the key, and taken where the design says so", () => {
    expect(pinned(1)).toThrow(
      /^a (global line|line of a tile) would carry up to [\d.]+ µA, and bears [\d.]+ µA before metal migrates: expected design\.hashing\.array\.pitchFactor of at least [\d.]+ or left out, received 1 /,
    );
    expect(pinned(needed * 0.9999)).toThrow(/electromigration "ignored"/);
    expect(pinned(needed)()).toBeGreaterThan(0);
    expect(pinned(1, 'electromigration: "ignored",')()).toBeGreaterThan(0);
  });

  it("cannot be as wide as it has to be beyond the thickest metal", () => {
    const design = designWith(
      `array: { rows: 4096, columns: 8192, tileRows: 4096, tileColumns: 8192 }, memristor: { model: "normal", mean: "1 mS" },
       driver: { readVoltage: "2 V", outputResistance: "0 ohm" }`,
    );
    expect(() => checkLines(design)).toThrow(
      /times the node's least pitch to bear their currents, expected 100 at most/,
    );
  });

  it("has a load above one, the others of one or less", () => {
    expect(lineLoad(designWith(""))).toBeCloseTo(1, 12);
    expect(lineLoad(designWith('driver: { readVoltage: "1 mV" }'))).toBeLessThan(0.1);
    const { design, workload } = configOf(
      '{ design: { hashing: { array: { electromigration: "ignored", pitchFactor: 1 } } } }',
    );
    const source = { design, workload } as Parameters<typeof lineCurrentLoad.of>[0];
    expect(lineCurrentLoad.of(source)).toBeCloseTo(needed ** 2, 9);
    const twice = {
      ...source,
      design: {
        ...design,
        hashing: { ...design.hashing, array: { ...design.hashing.array, pitchFactor: 2 } },
      },
    };
    expect(lineCurrentLoad.of(source) / lineCurrentLoad.of(twice)).toBeCloseTo(4, 12);
  });
});
