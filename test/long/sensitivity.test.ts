import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { cli } from "../cli/run.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-sensitivity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const QUICK = [
  "--set",
  "workload.length=256",
  "--set",
  "fidelity.length=64",
  "--set",
  "design.hashing.array.wires=ideal",
];

it("sensitivity explains a price: bars, ranks and variance shares agree on what matters, and the folder holds them", async () => {
  const out = join(folder, "tornado");
  const { code, data } = await cli(
    ...["sensitivity", ...QUICK, "--draws", "60", "--samples", "32", "--parameters", "--json", "--out", out],
  );
  expect(code).toBe(0);
  const { nominal, constants, parameters, probability_below_1: below } = JSON.parse(data);
  expect(nominal).toBeGreaterThan(0);
  expect(constants[0].swing).toBeGreaterThan(0.05);
  expect(constants[0].first_order).toBeGreaterThan(0.2);
  expect(Math.abs(constants[0].rank_correlation)).toBeGreaterThan(0.4);
  const shares = constants.map((row: { total: number }) => row.total);
  expect(shares.reduce((sum: number, share: number) => sum + share, 0)).toBeGreaterThan(0.7);
  const [low, high] = below.energy_vs_lsh_digital.interval95;
  expect(low).toBeLessThanOrEqual(below.energy_vs_lsh_digital.share);
  expect(high).toBeGreaterThanOrEqual(below.energy_vs_lsh_digital.share);
  const rows = parameters.find((row: { name: string }) => row.name === "design.hashing.array.rows");
  expect(rows).toMatchObject({ nominal: "64", low: "51", high: "77", at_low: null });
  expect(rows.reason).toMatch(/64/);
  for (const name of ["result.json", "report.txt", "constants.csv", "parameters.csv"])
    expect(existsSync(join(out, name)), name).toBe(true);
  for (const name of ["constants.png", "parameters.png"])
    expect(readFileSync(join(out, name)).subarray(1, 4).toString()).toBe("PNG");
});
