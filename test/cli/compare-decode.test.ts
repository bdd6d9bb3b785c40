import { describe, expect, it } from "vitest";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";
import { cli } from "./run.ts";

interface ContenderJson {
  readonly id: string;
  readonly feasible: boolean;
  readonly energy_J: number;
  readonly area_m2: number;
  readonly latency_s: number;
  readonly interval_s: number;
  readonly throughput_tokens_per_s: number;
  readonly time_to_first_token_s: number;
  readonly time_per_output_token_s: number;
  readonly power_W: { readonly average: number; readonly peak: number; readonly idle: number };
  readonly breakdown: readonly { readonly operation: string; readonly energy_J: number }[];
  readonly areas: readonly { readonly area_m2: number }[];
  readonly classes_J: Record<string, number>;
  readonly scopes: Record<string, { readonly energy_J: number; readonly latency_s: number }>;
}

const { code, data } = await cli(
  ...[
    "compare",
    "--json",
    "--set",
    "workload.phase=decode",
    "--set",
    "workload.length=512",
    "--set",
    "workload.batch=3",
  ],
  ...[
    "--set",
    "design.mapping.search=false",
    "--set",
    "design.digital.sizes=stated",
    "--set",
    "design.cores=2",
    "--set",
    "fidelity.length=256",
    "--set",
    "fidelity.arrays=2",
    // Solving wires is most of the time and nothing that is tested here.
    "--set",
    "design.hashing.array.wires=ideal",
  ],
);
const answer = JSON.parse(data) as {
  readonly designs: readonly ContenderJson[];
  readonly workload: {
    readonly attention: { readonly occupancy: number };
    readonly agreement: Record<string, number>;
  };
  readonly latencyCheck: readonly {
    readonly closed_form_s: number;
    readonly simulated_s: number;
    readonly reason: string | null;
  }[];
  readonly hashRivals: readonly { readonly logicNode_m: number; readonly hash_energy_J: number }[];
  readonly isoQuality: null;
};

describe("compare of a decode", () => {
  it("ends well, with every design of the comparison", () => {
    expect(code).toBe(0);
    expect(answer.designs.slice(0, 5).map(({ id }) => id)).toEqual([
      "exact-digital",
      "lsh-digital",
      "lsh-memristor",
      "exact-analog",
      "gpu",
    ]);
  });

  it("sums energies, areas and classes to the totals", () => {
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    for (const contender of answer.designs) {
      expect(
        sum(contender.breakdown.map((item) => item.energy_J)) / contender.energy_J,
        contender.id,
      ).toBeCloseTo(1, 9);
      expect(sum(contender.areas.map((item) => item.area_m2)) / contender.area_m2, contender.id).toBeCloseTo(
        1,
        9,
      );
      expect(sum(Object.values(contender.classes_J)) / contender.energy_J, contender.id).toBeCloseTo(1, 9);
      expect(contender.scopes.model.energy_J).toBe(contender.energy_J);
      // 2 layers of 2 heads, 3 sequences.
      expect(contender.scopes.head.energy_J * 12).toBeCloseTo(contender.energy_J, 15);
    }
  });

  it("gives three tokens a step, the next step after this one, and both times of a generation", () => {
    for (const contender of answer.designs) {
      expect(contender.interval_s).toBe(contender.latency_s);
      expect(contender.throughput_tokens_per_s).toBeCloseTo(3 / contender.latency_s, 3);
      expect(contender.time_per_output_token_s).toBe(contender.latency_s);
      expect(contender.time_to_first_token_s).toBeGreaterThan(contender.latency_s);
      expect(contender.power_W.average * contender.latency_s).toBeCloseTo(contender.energy_J, 12);
    }
  });

  it("has buckets and no sort, as full as they were measured", () => {
    const lsh = answer.designs.find(({ id }) => id === "lsh-memristor");
    const operations = new Set(lsh?.breakdown.map(({ operation }) => operation));
    for (const operation of ["insert", "lookup", "gather"]) expect(operations).toContain(operation);
    for (const operation of ["sort", "scatter"]) expect(operations).not.toContain(operation);
    expect(answer.workload.attention.occupancy).toBeGreaterThan(0);
    expect(Object.keys(answer.workload.agreement)).toEqual(["distinct", "fetched"]);
  });

  it("plays every schedule and lays rivals of the hash side by side at two nodes", () => {
    expect(answer.latencyCheck).toHaveLength(COMPARISON_DESIGNS.length);
    for (const { closed_form_s, simulated_s, reason } of answer.latencyCheck)
      expect(reason === null).toBe(Math.abs(closed_form_s / simulated_s - 1) <= 0.1);
    expect(new Set(answer.hashRivals.map(({ logicNode_m }) => logicNode_m)).size).toBe(2);
    expect(answer.hashRivals).toHaveLength(14);
    expect(answer.isoQuality).toBeNull();
  });
});
