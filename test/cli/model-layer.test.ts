import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cli } from "./run.ts";

const BERT = ["--layer", "--model", "bert-base", "--set", "workload.length=128"];

type Low = { readonly p05: number; readonly p50: number; readonly p95: number };

interface CostJson {
  readonly energy_J: number;
  readonly latency_s: number;
  readonly area_m2: number;
  readonly bands: Readonly<Record<"energy_J" | "latency_s" | "area_m2", Low>>;
}

interface PartJson extends CostJson {
  readonly items: readonly { readonly name: string; readonly energy_J: number }[];
  readonly network: { readonly area_m2: number; readonly routes: readonly { readonly energy_J: number }[] };
}

interface LayerJson {
  readonly bands: { readonly inputs: readonly string[]; readonly draws: number };
  readonly layers: readonly (CostJson & {
    readonly id: string;
    readonly network: { readonly energy_J: number; readonly area_m2: number };
    readonly parts: readonly PartJson[];
  })[];
}

it("model --layer holds a layer in memory, what another attention can save first", async () => {
  const { code, data } = await cli("model", ...BERT);
  expect(code).toBe(0);
  const findings = data.split("\n").filter((line) => line.startsWith("•"));
  expect(findings[0]).toBe(
    "• Exact attention (A) is 1.77 % of the layer's energy: another attention can save no more.",
  );
  expect(findings[1]).toMatch(
    /^• With the attention of the search of memristor codes \(F\) the layer takes 3\.85 µJ a token, of which attention 3\.23 %/,
  );
  expect(findings[3]).toMatch(
    /^• Over the ranges of its constants that is 3\.49 to 4\.3 µJ a token, 431 µs and 10\.8 to 14\.1 mm² \(5 to 95 % of 200 draws\)\./,
  );
  expect(findings[4]).toMatch(
    /^• What moves between blocks takes 9\.08 µJ \(6\.75 to 13\.7 µJ\), 1\.84 % of the layer's energy, and 0\.153 mm², 1\.36 % of its area\./,
  );
  expect(data).toMatch(
    /^│ part +│ +energy │ +5 to 95 % │ +share │ +time │ +area │ +5 to 95 % │ +share │ most of it +│$/m,
  );
  expect(data).toMatch(/^│ part +│ way +│ bits a token │ +wire │ +a bit │ +energy │ +share │$/m);
  expect(data).toMatch(
    /^│ projections +│ buffer to query key value +│ +6 144 │ +8\.72 mm │ +450 fJ │ +354 nJ │/m,
  );
  for (const part of ["projections", "attention", "feed-forward", "sums and norms"])
    expect(data).toMatch(new RegExp(`^│ ${part} `, "m"));
});

it("model --layer pays for the keys and values that a decode reads from the memory", async () => {
  const { code, data } = await cli(
    ...["model", "--layer", "--model", "smollm2-135m", "--set", "workload.phase=decode"],
    ...["--set", "workload.length=8192"],
  );
  expect(code).toBe(0);
  const [share, other] = data.split("\n").filter((line) => line.startsWith("•"));
  expect(share).toBe(
    "• Exact attention (A) is 96.9 % of the layer's energy: another attention can save no more.",
  );
  expect(other).toMatch(
    / the layer takes 7\.46 µJ a token, of which attention 73\.1 %; over the layer with exact attention ×0\.114 energy/,
  );
  expect(data).toContain(
    "A decode's keys and values, and what the buffer has no room for, come from the memory",
  );
});

it("model --layer --json has the parts, which sum to the layer", async () => {
  const { code, data } = await cli("model", ...BERT, "--json");
  expect(code).toBe(0);
  // What docs/results.md reads its numbers from.
  expect(data).toBe(readFileSync("reports/layer/bert-base-128.json", "utf8"));
  const { bands, layers } = JSON.parse(data) as LayerJson;
  expect(bands).toEqual({ inputs: [], draws: 200 });
  expect(layers.map(({ id }) => id)).toContain("selected-analog");
  for (const own of layers) {
    const sum = (of: (part: PartJson) => number): number =>
      own.parts.reduce((all, part) => all + of(part), 0);
    expect(sum((part) => part.energy_J) / own.energy_J).toBeCloseTo(1, 9);
    expect(sum((part) => part.latency_s) / own.latency_s).toBeCloseTo(1, 9);
    expect(sum((part) => part.area_m2) / own.area_m2).toBeCloseTo(1, 9);
    expect(sum((part) => part.network.area_m2) / own.network.area_m2).toBeCloseTo(1, 9);
    for (const one of [own, ...own.parts])
      for (const key of ["energy_J", "latency_s", "area_m2"] as const) {
        expect(one.bands[key].p05).toBeLessThanOrEqual(one[key]);
        expect(one.bands[key].p95).toBeGreaterThanOrEqual(one[key]);
      }
    let moved = 0;
    for (const { energy_J, items, network } of own.parts) {
      expect(items.reduce((all, item) => all + item.energy_J, 0) / energy_J).toBeCloseTo(1, 9);
      const routes = network.routes.reduce((all, route) => all + route.energy_J, 0);
      moved += routes;
      expect((items.find(({ name }) => name === "network")?.energy_J ?? 0) / routes).toBeCloseTo(1, 9);
    }
    expect(moved / own.network.energy_J).toBeCloseTo(1, 9);
  }
});

it.each([
  [[...BERT, "--chips", "2"], /^--chips \(root\): expected no load with --layer/],
  [[...BERT, "--requests", "2/s"], /^--requests \(root\): expected no load with --layer/],
  [["--layer", "--set", "workload.pass=training"], /workload\.pass: expected "forward".*received "training"/],
] as const)("model %j has one located error", async (args, message) => {
  const { code, data, note } = await cli("model", ...args);
  expect(code).toBe(2);
  expect(data).toBe("");
  expect(note.trim().split("\n")[0]).toMatch(message);
});
