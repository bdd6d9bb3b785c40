import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createRng, nanometres, settlingTime } from "#base";
import { tileCircuit, tileRegions } from "#crossbar-arrays";
import { bareLoad, spiceTransient } from "#crossbar-solver";
import { createTechnology } from "#technology";
import { readArray } from "../../packages/crossbar-solver/test/circuits.ts";
import { drawProjections } from "../../src/attention/hash-code.ts";
import { tileTransient } from "../../src/commands/solve/run/tile-transient.ts";
import { electricsOf } from "../../src/design/electrics.ts";
import { hashCodeOf } from "../../src/design/workload.ts";
import { programArrays } from "../../src/simulation/programmed-set.ts";
import { instanceOf } from "../contracts/instances.ts";
import { configOf } from "../design-under-test.ts";

const isInstalled = spawnSync("ngspice", ["--version"]).status === 0;
if (!isInstalled) console.warn("ngspice is not installed: its tests are skipped");

const folder = mkdtempSync(join(tmpdir(), "crosshash-front-end-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Everything of the form `name = number` that a deck prints. */
function run(deck: string): Map<string, number> {
  const path = join(folder, "deck.cir");
  writeFileSync(path, deck);
  const output = execFileSync("ngspice", ["-b", path], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return new Map(
    Array.from(output.matchAll(/^(\S+)\s*=\s*(-?\d\S*)/gm), ([, name, value]) => [
      name.toLowerCase(),
      Number(value),
    ]),
  );
}

/** Settling times that a transient deck prints, s. */
const settledTimes = (deck: string): number[] =>
  [...run(deck)].filter(([name]) => name.startsWith("settled_")).map(([, time]) => time);

describe.skipIf(!isInstalled)("a read in time", () => {
  const deckOf = (hashing: string) => {
    const { design, workload } = configOf(`{ design: { hashing: { ${hashing} } } }`);
    const code = hashCodeOf(workload.attention, workload.length);
    const [array] = programArrays(design, drawProjections(code, 64, createRng("p")), createRng("array"));
    const [region] = tileRegions(array);
    const voltages = new Float64Array(64).map((_, i) => (i % 3 === 0 ? -0.1 : 0.2));
    const load = tileTransient(design, region);
    return { load, deck: spiceTransient(tileCircuit(array, region, electricsOf(design), voltages), load) };
  };

  // Lines are cascaded as Elmore's sums and leave out what the devices let flow, which makes the real ones faster: the closed
  // form is late by at most half where they decide, and right within 2 % where amplifiers do.
  it.each([
    ["amplifiers decide", "", 0.98, 1.02],
    ["and at a nanosecond", 'readTime: "1 ns"', 0.85, 1.02],
    [
      "lines decide",
      `readTime: "1 µs", settling: "simulated", memristor: { model: "normal", mean: "1 µS", off: "0.01 µS" }, driver: { bandwidth: "1 THz", outputResistance: "20 kohm" },
       inputStage: { bandwidth: "1 THz", inputResistance: "5 kohm" }`,
      0.7,
      1.02,
    ],
    [
      "the switches of a large tile decide",
      `readTime: "1 µs", settling: "simulated", memristor: { model: "normal", mean: "1 µS", off: "0.01 µS" }, array: { tileRows: 16, tileColumns: 32 },
       tileSwitch: { onResistance: "100 kohm" }, driver: { bandwidth: "1 THz", outputResistance: "0 ohm" }, inputStage: { bandwidth: "1 THz", inputResistance: "0 ohm" }`,
      0.6,
      1.02,
    ],
  ])("settles in ngspice as the closed form says: %s", (_, hashing, low, high) => {
    const { load, deck } = deckOf(hashing);
    const times = settledTimes(deck);
    expect(times).toHaveLength(hashing.includes("tileColumns: 32") ? 32 : 16);
    for (const time of times) {
      expect(time / load.settled).toBeGreaterThan(low);
      expect(time / load.settled).toBeLessThan(high);
    }
  });

  it("of a circuit alone takes its lines' time", () => {
    const circuit = readArray({ rows: 16, columns: 16, seed: "bare", wordSegment: 200, bitSegment: 200 });
    const load = bareLoad(circuit, 1e-12, settlingTime);
    const times = settledTimes(spiceTransient(circuit, load));
    expect(times).toHaveLength(16);
    for (const time of times) {
      expect(time / load.settled).toBeGreaterThan(0.05);
      expect(time / load.settled).toBeLessThan(1.1);
    }
  });
});

describe.skipIf(!isInstalled)("a regulated cascode of transistors", () => {
  const deck = readFileSync(join(import.meta.dirname, "regulated-cascode.cir"), "utf8");

  /** Input resistance at low frequency and at `frequency` (Ω), and the supply's current (A), at bias currents (A). */
  function measured(cascode: number, amplifier: number, frequency: number) {
    const text = deck
      .replace(/^\.param icascode=.*$/m, `.param icascode=${cascode}`)
      .replace(/^\.param iamplifier=.*$/m, `.param iamplifier=${amplifier}`)
      .replaceAll("FREQUENCY", String(frequency));
    const found = run(text);
    return {
      low: found.get("low") ?? Number.NaN,
      high: found.get("high") ?? Number.NaN,
      supply: -(found.get("i(vout)") ?? Number.NaN) - (found.get("i(vdd)") ?? Number.NaN),
    };
  }

  /** Least supply current with which the netlist has the input resistance, and up to `frequency` within 3 dB. */
  function leastSupply(resistance: number, frequency: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const share of [0.003, 0.01, 0.03, 0.1]) {
      let [below, enough] = [1e-6, 2e-2];
      for (let n = 0; n < 14; n++) {
        const middle = Math.sqrt(below * enough);
        const { low, high } = measured(middle, share * middle, frequency);
        if (low <= resistance && high <= resistance * Math.SQRT2) enough = middle;
        else below = middle;
      }
      least = Math.min(least, measured(enough, share * enough, frequency).supply);
    }
    return least;
  }

  it.each([
    [10, 100e6, 10e-9],
    [50, 300e6, 3e-9],
  ])(
    "takes %i Ω at %d Hz with the energy that the component says, within × 1.5",
    (resistance, frequency, held) => {
      const energy = instanceOf("input-stage", "regulated-cascode", {
        inputResistance: `${resistance} ohm`,
        bandwidth: `${frequency} Hz`,
        lineCapacitance: "24 fF",
        // The netlist is not asked for its noise.
        noise: resistance === 10 ? "50 nA" : "1 µA",
        held: `${held} s`,
      }).cost(createTechnology(nanometres(65))).actions.hold.energy;
      const theirs = leastSupply(resistance, frequency) * 1.1 * held;
      expect(energy / theirs).toBeGreaterThan(1 / 1.5);
      expect(energy / theirs).toBeLessThan(1.5);
      if (resistance === 10) {
        expect(energy).toBeGreaterThan(1e-12);
        expect(theirs).toBeGreaterThan(1e-12);
      }
    },
  );
});
