import { expect, it } from "vitest";
import { createRng } from "#base";
import { measureDisturb } from "../../src/simulation/read-disturb.ts";
import { configOf } from "../design-under-test.ts";

const disturbOf = (hashing: string, workload = "length: 256") => {
  const { design, workload: parsed } = configOf(
    `{ workload: { ${workload} }, design: { hashing: { ${hashing} } } }`,
  );
  return measureDisturb(design, parsed, createRng("disturb"));
};

it("says nothing of a device whose model knows no voltage", () => {
  expect(disturbOf('memristor: { model: "lognormal" }')).toBeNull();
});

it("leaves a device alone below its threshold, and not above", () => {
  const at = (offVoltage: string) =>
    disturbOf(`memristor: { model: "vteam", offVoltage: "${offVoltage}" }, array: { wires: "ideal" }`);
  expect(at("0.25 V")).toMatchObject({ toOnePercent: null, toErased: null });
  const moved = at("0.1 V");
  expect(moved?.largestVoltage).toBeCloseTo(0.2, 9);
  expect(moved?.toOnePercent).toBeGreaterThan(1);
});

it("erases the published VTEAM device within a few hundred reads of 10 ns at 0.2 V", () => {
  // 1.5 % of the state a read at 0.2 V and 0.5 % at 0.08 V: across in some hundred reads of one sign.
  const disturb = disturbOf('memristor: { model: "vteam" }, array: { wires: "ideal" }');
  expect(disturb?.toErased).toBeGreaterThan(30);
  expect(disturb?.toErased).toBeLessThan(600);
  expect(disturb?.toOnePercent).toBeLessThan(disturb?.toErased ?? 0);
});

it("goes with the time under voltage: reads of half the length last twice as many", () => {
  const at = (readTime: string): number =>
    disturbOf(`memristor: { model: "data-driven" }, array: { wires: "ideal" }, readTime: "${readTime}"`)
      ?.toOnePercent ?? 0;
  expect(at("5 ns") / at("10 ns")).toBeCloseTo(2, 0);
  // R moves toward 16.7 kΩ at 743 Ω/s · (e^(6.5·0.1 V) − 1) · …: of the order of a second of bias, 10⁸ reads.
  expect(at("10 ns")).toBeGreaterThan(1e3);
  expect(at("10 ns")).toBeLessThan(1e8);
});

it("counts the reads of a run: every query and key once, on the arrays of its head", () => {
  expect(disturbOf('memristor: { model: "vteam" }', "length: 256")?.runReads).toBe(512);
  expect(disturbOf('memristor: { model: "vteam" }, polarity: "two-phase"', "length: 256")?.runReads).toBe(
    1024,
  );
  expect(disturbOf('memristor: { model: "vteam" }, sharing: "global"', "length: 256")?.runReads).toBe(
    4 * 512,
  );
});
