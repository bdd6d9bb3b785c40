import { expect, it } from "vitest";
import { kelvin, nanometres } from "#base";
import { createTechnology, lineResistance, metalPitch } from "../src/technology.ts";

it("a 2F × 2F cell takes 0.01254 µm² at 32 nm", () => {
  expect(metalPitch(nanometres(32)) ** 2 * 1e12).toBeCloseTo(0.01254, 5);
});

it.each([
  [65, 0.248],
  [45, 0.349],
  [32, 0.522],
  [22, 0.782],
  [7, 2.09],
])("a cell's length of line has at %i nm %d ohm", (node, resistance) => {
  expect(lineResistance(nanometres(node))).toBeCloseTo(resistance, 2);
});

it("RC of a line across a square array grows with the square of the side: 0.19 ps for 128 cells at 32 nm", () => {
  const { pitch, lineResistance: segment, wireCapacitance: capacitance } = createTechnology(nanometres(32));
  const product = (cells: number): number => cells * segment * (cells * pitch * capacitance);
  // 66.8 Ω and 14.3 µm of 0.2 fF/µm.
  expect(product(128) * 1e12).toBeCloseTo(0.1915, 3);
  for (const cells of [16, 64, 256]) expect(product(2 * cells) / product(cells)).toBeCloseTo(4, 12);
});

it("a line of three times the pitch has a third of the resistance a cell, a ninth a metre", () => {
  const node = nanometres(32);
  const pitch = metalPitch(node);
  const wide = nanometres(3 * pitch * 1e9);
  expect(lineResistance(node, wide) / lineResistance(node)).toBeCloseTo(1 / 3, 12);
  expect(lineResistance(node, wide) / wide / (lineResistance(node) / pitch)).toBeCloseTo(1 / 9, 12);
  expect(createTechnology(node, { pitch: wide }).pitch).toBe(wide);
});

it.each([Number.NaN, Infinity, 0, 111.9])("refuses a pitch of %d nm at 32 nm", (pitch) => {
  expect(() => lineResistance(nanometres(32), nanometres(pitch))).toThrow(
    "expected a pitch of at least 112 nm at 32 nm, received",
  );
});

it("metals warm up by 0.451 % a kelvin and cool down alike", () => {
  const at = (temperature: number): number =>
    createTechnology(nanometres(45), { temperature: kelvin(temperature) }).lineResistance;
  expect(at(300)).toBe(lineResistance(nanometres(45)));
  expect(at(400) / at(300)).toBeCloseTo(1.451, 12);
  expect(at(250) / at(300)).toBeCloseTo(1 - 0.2255, 12);
});
