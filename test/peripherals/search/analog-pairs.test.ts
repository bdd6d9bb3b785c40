import { expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import type { Search, SearchAction } from "../../../src/peripherals/search/search.ts";
import { bind } from "../bind.ts";

const searchOf = (params: Readonly<Record<string, unknown>>) =>
  bind<SearchAction, Search>("search", "analog-pairs", { bits: 128, ...params }).cost(
    createTechnology(nanometres(28)),
  ).actions.search;

// A pair's two columns of 128 cells, half driven and a quarter conducting: shot noise of their charge and kT/C at 300 K.
const CELLS = 2 * 128;
const chargeNoise = (volts: number): number =>
  CELLS * 0.5 * 0.25 * 1.602176634e-19 + (CELLS * 1.380649e-23 * 300) / volts;
// Half a step of a converter of 6 bits, which reaches four deviations of 128 products of half a charge.
const halfStep = (4 * Math.sqrt(128) * 0.5) / 64;

it("reads pairs until the noise of their charge is half a step of the converter, by hand", () => {
  const heldFor = (ohms: number, volts: number): number =>
    (chargeNoise(volts) * ohms) / volts / halfStep ** 2;
  const latency = (ohms: number, volts: number): number =>
    searchOf({ onResistance: `${ohms} ohm`, readVoltage: `${volts} V`, readTime: "1 ps" }).latency;
  for (const volts of [0.1, 0.25])
    expect(
      (latency(1e8, volts) - latency(1e6, volts)) / (heldFor(1e8, volts) - heldFor(1e6, volts)),
    ).toBeCloseTo(1, 6);
  // Twice the resistance holds twice as long: the charge of a read, and so its energy, stays.
  const energy = (ohms: number): number => searchOf({ onResistance: `${ohms} ohm`, readTime: "1 ps" }).energy;
  expect(energy(2e7) / energy(1e7)).toBeCloseTo(1, 9);
});
