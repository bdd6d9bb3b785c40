// Inverters of two open libraries and of FreePDK45, from which wires, clock trees and drivers are sized.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { type Cell, parseLiberty } from "#cell-library";
import { gatedClock, INVERTER, wireLink } from "#circuits";
import { valueAt } from "../../packages/cell-library/src/lookup-table.ts";
import { INVERTER_TIME } from "../../packages/circuits/src/inverter.ts";

const PDK = join(import.meta.dirname, "../../../shared/data/pdk");
const hasLibraries = existsSync(join(PDK, "asap7-rvt-tt.lib.gz"));
const LOADS = [1, 2, 4, 8];

const cellsOf = (file: string) =>
  parseLiberty(gunzipSync(readFileSync(join(PDK, file))).toString("utf8"), file).cells;

/** Straight line through delays by the number of like inverters: τ (s) and p. */
function fitted(delays: readonly number[]): { time: number; parasitic: number } {
  const [x, y] = [LOADS, delays].map((all) => all.reduce((sum, one) => sum + one, 0) / all.length);
  const product = LOADS.reduce((sum, load, k) => sum + (load - x) * (delays[k] - y), 0);
  const slope = product / LOADS.reduce((sum, load) => sum + (load - x) ** 2, 0);
  return { time: slope / Math.LN2, parasitic: (y - slope * x) / slope };
}

/** Mean delay of an inverter between inverters like it, each with so many as its load. */
function delayOf(cell: Cell, count: number): number {
  const [{ riseDelay, fallDelay, riseSlew, fallSlew }] = cell.outputs[0].arcs;
  if (!(riseDelay && fallDelay && riseSlew && fallSlew)) throw new Error(`${cell.name} is no inverter`);
  const load = count * cell.inputs[0].capacitance;
  let [rising, falling] = [riseSlew.first[2], 0];
  for (let step = 0; step < 60; step++) {
    falling = valueAt(fallSlew, rising, load);
    rising = valueAt(riseSlew, falling, load);
  }
  return (valueAt(fallDelay, rising, load) + valueAt(riseDelay, falling, load)) / 2;
}

describe.skipIf(!hasLibraries)("inverters of libraries", () => {
  it("have the time, output and area that the constants have", () => {
    const asap7 = cellsOf("asap7-rvt-tt.lib.gz").get("INVx8_ASAP7_75t_R") as Cell;
    const sky130 = cellsOf("sky130hd-tt.lib.gz").get("sky130_fd_sc_hd__inv_8") as Cell;
    const [predicted, real] = [asap7, sky130].map((cell) => fitted(LOADS.map((n) => delayOf(cell, n))));
    expect(INVERTER.parasitic.nominal / real.parasitic).toBeCloseTo(1, 1);
    expect(INVERTER.parasitic.low / predicted.parasitic).toBeCloseTo(1, 1);
    expect(INVERTER_TIME.time.high / ((predicted.time * 45) / 7)).toBeCloseTo(1, 1);
    expect((real.time * 45) / 130).toBeGreaterThan(INVERTER_TIME.time.nominal);
    const perFarad = (cell: Cell, nm: number): number => ((cell.area / cell.inputs[0].capacitance) * 28) / nm;
    expect(INVERTER.gateArea.low / perFarad(asap7, 7)).toBeCloseTo(1, 2);
    expect(INVERTER.gateArea.high / perFarad(sky130, 130)).toBeCloseTo(1, 1);
  });

  it("registers have the clock pins that the constants have", () => {
    const pin = (file: string, cell: string): number =>
      cellsOf(file)
        .get(cell)
        ?.inputs.find(({ isClock }) => isClock)?.capacitance ?? Number.NaN;
    const small = pin("asap7-rvt-tt.lib.gz", "DFFHQNx1_ASAP7_75t_R");
    const large = pin("sky130hd-tt.lib.gz", "sky130_fd_sc_hd__dfxtp_1");
    const at28 = small * (large / small) ** (Math.log(4) / Math.log(130 / 7));
    expect(Number(gatedClock.constants.pin.nominal) / at28).toBeCloseTo(1, 1);
  });

  it("long wires have the resistance of the upper metals", () => {
    const resistances = (file: string): ReadonlyMap<string, number> =>
      new Map(
        [
          ...readFileSync(join(PDK, file), "utf8").matchAll(/-layer (\w+) .*?-resistance (\S+)/g),
          ...readFileSync(join(PDK, file), "utf8").matchAll(/-layer (\w+) -resistance (\S+)/g),
        ].map(([, layer, value]) => [layer, Number(value)]),
      );
    const asap7 = resistances("asap7-setRC.tcl");
    const of = (...layers: string[]): number =>
      layers.reduce((sum, layer) => sum + (asap7.get(layer) ?? Number.NaN), 0);
    const { nominal, low } = wireLink.constants.metal;
    expect(nominal).toBeCloseTo(of("M8", "M9") / of("M2", "M3"), 2);
    const sky130 = resistances("sky130hd-setRC.tcl");
    expect(low).toBeCloseTo(Number(sky130.get("met3")) / Number(sky130.get("met1")), 2);
  });
});

/** Folder of the nominal cards: as CROSSHASH_FREEPDK45 says. */
const CARDS = process.env.CROSSHASH_FREEPDK45 ?? "";
const isSimulated =
  existsSync(join(CARDS, "NMOS_VTG.inc")) && spawnSync("ngspice", ["--version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "crosshash-inverters-"));
afterAll(() => rmSync(folder, { recursive: true }));

it.skipIf(!isSimulated)("inverters of FreePDK45 have the time and the output that the constants have", () => {
  const deck = readFileSync(join(import.meta.dirname, "analog-cards/inverter.cir"), "utf8");
  const delays = LOADS.map((times) => {
    const path = join(folder, "deck.cir");
    writeFileSync(
      path,
      deck.replaceAll(".include ", `.include ${CARDS}/`).replace(".param times=1", `.param times=${times}`),
    );
    const output = execFileSync("ngspice", ["-b", path], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const measured = [...output.matchAll(/^(?:falls|rises)\s*=\s*(\S+)/gm)].map(([, value]) => Number(value));
    expect(measured).toHaveLength(2);
    return (measured[0] + measured[1]) / 2;
  });
  const { time, parasitic } = fitted(delays);
  expect(INVERTER_TIME.time.nominal / time).toBeCloseTo(1, 1);
  expect(INVERTER.parasitic.high / parasitic).toBeCloseTo(1, 1);
});
