import { expect, it } from "vitest";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { price } from "../../src/evaluate.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 0, peakLineCurrent: 0 };

/** Exact attention on a chip. */
function chip(design: string) {
  const { design: own, workload } = configOf(`{ workload: { length: 1024 }, design: { ${design} } }`);
  const { cost } = price(exactDigital.design(own), exactDigital.workload(workload), POINT);
  const of = (name: string): number => cost.areas.find(({ component }) => component === name)?.area ?? 0;
  return { cost, of };
}

it("bytes a second of a buffer take wires, as long as its banks give them", () => {
  const buffer = (bandwidth: string, banks: number) =>
    chip(`digital: { buffer: { model: "banked", bandwidth: "${bandwidth}", banks: ${banks} } }`);
  expect(buffer("1 TB/s", 16).of("network")).toBeGreaterThan(1.2 * buffer("0.5 TB/s", 16).of("network"));
  // 16 banks of 512 bits every .9645 ns, the time of a macro: 1.0617 TB/s.
  const cycle = ((1.934e-9 + 16 * 0.159e-9) * 28) / 130;
  const [full, more] = [buffer(`${(16 * 64) / cycle / 1e12} TB/s`, 16), buffer("200 TB/s", 16)];
  expect(more.cost.energy).toBeCloseTo(full.cost.energy, 12);
  expect(more.cost.timing.latency).toBeCloseTo(full.cost.timing.latency, 12);
  expect(buffer("200 TB/s", 32).of("buffer")).toBeGreaterThan(more.of("buffer"));
});

it("bytes a second of a memory take data lines, and faster lines take their area", () => {
  const lines = (bandwidth: string, rate = "533.25 MB/s") =>
    chip(
      `memory: { model: "lpddr4", bandwidth: "${bandwidth}" }, floorplan: { pads: { model: "interface", lineRate: "${rate}" } }`,
    ).of("pads");
  expect(lines("51.2 GB/s") / lines("25.6 GB/s")).toBeCloseTo(2, 1);
  // 25.6 GB/s over lines of 0.53325 GB/s: 48.008, so 49 of them; 25 of twice the rate.
  expect(lines("25.6 GB/s", "1.0665 GB/s") / lines("25.6 GB/s")).toBeCloseTo((25 * 2) / 49, 10);
});
