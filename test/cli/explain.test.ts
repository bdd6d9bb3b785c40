import { expect, it } from "vitest";
import { cli } from "./run.ts";

const component = async (...args: string[]) => {
  const { code, data } = await cli("component", ...args, "--json");
  expect(code).toBe(0);
  return JSON.parse(data);
};

it("answers in SI units: an 8-bit converter of the survey at 1 GS/s and 32 nm", async () => {
  const answer = await component(
    ...["adc", "survey", "--set", "bits=8", "--set", "rate=1 GS/s", "--technology", "32 nm"],
  );
  expect(answer).toMatchObject({ family: "adc", model: "survey", source: "andrulis-2024", assumed: 0 });
  expect(answer.technology).toEqual({ node_m: 32e-9, temperature_K: 300 });
  expect(answer.area_m2 * 1e12).toBeCloseTo(5972, 0);
  expect(answer.actions.convert.energy_J * 1e12).toBeCloseTo(1.714, 3);
  expect(answer.actions.convert.interval_s).toBe(1e-9);
});

it("a warm component leaks more and costs the same energy", async () => {
  const [cool, warm] = await Promise.all(
    ["300 K", "400 K"].map((kelvin) => component("comparator", "charge", "--temperature", kelvin)),
  );
  expect(warm.leakage_W / cool.leakage_W).toBeCloseTo(251 / 15.9, 9);
  expect(warm.actions).toEqual(cool.actions);
});

it("states each constant with its range and source", async () => {
  const { constants, assumed } = await component("comparator", "charge");
  expect(constants.energy).toMatchObject({
    nominal: 41.7e-15,
    low: 2e-15,
    high: 300e-15,
    source: "timely-2020",
  });
  expect(constants.offset).toMatchObject({ nominal: 50e-9, low: null, high: null });
  const sources = Object.values(constants as Record<string, { source: string }>).map(({ source }) => source);
  expect(sources.filter((source) => source === "assumed").length).toBe(assumed);
});

it("refuses --set where it names no model", async () => {
  const { code, data, note } = await cli("component", "tile-switch", "--set", "onResistance=20 ohm");
  expect([code, data, note]).toEqual([
    2,
    "",
    "component model: expected ideal or transistor that --set applies to, received --set onResistance=20 ohm alone",
  ]);
});
