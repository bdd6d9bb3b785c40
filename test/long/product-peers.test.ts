// ZigZag and AccelForge side by side with ours, where a Python has them: PYTHON names it, python3 unless given.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  QUERIES_BY_KEYS,
  SIMPLE_CASES,
  sideProduct,
  simpleTree,
  TPU_LIKE,
} from "../../evidence/published/product-mappers.ts";
import { mapProduct } from "../../packages/loop-nests/src/product-search.ts";
import { defaultConfig } from "../../src/commands/shared/config-file.ts";
import { cli } from "../cli/run.ts";

const PYTHON = process.env.PYTHON ?? "python3";
const folder = mkdtempSync(join(tmpdir(), "crosshash-peers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (text: string, ...args: string[]) =>
  spawnSync(PYTHON, ["-W", "ignore", "-c", text, ...args], { cwd: folder, encoding: "utf8" });
const has = (name: string): boolean => {
  const isThere = run(`import ${name}`).status === 0;
  if (!isThere) console.warn(`${PYTHON} has no ${name}: it is not run side by side`);
  return isThere;
};

/** The last line that a program prints, as JSON. */
function answer<T>(text: string, ...args: string[]): T {
  const { stdout, stderr, status } = run(text, ...args);
  if (status !== 0) throw new Error(stderr.slice(-2000));
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as T;
}

const ZIGZAG = `
import json, logging, os, zigzag
logging.disable(logging.CRITICAL)
from zigzag.api import get_hardware_performance_zigzag
inputs = os.path.join(os.path.dirname(zigzag.__file__), "inputs")
layer = {"id": 0, "name": "qk", "operator_type": "Gemm", "equation": "O[b][k]+=W[c][k]*I[b][c]",
         "dimension_relations": [], "loop_dims": ["B", "K", "C"], "loop_sizes": [128, 128, 64],
         "operand_precision": {"W": 8, "I": 8, "O": 16, "O_final": 8}, "operand_source": {"W": 0, "I": 0}}
json.dump([layer], open("qk.yaml", "w"))
energy, cycles, _ = get_hardware_performance_zigzag(
    workload="qk.yaml", accelerator=inputs + "/hardware/tpu_like.yaml", mapping=inputs + "/mapping/tpu_like.yaml",
    opt="energy", dump_folder="zigzag", pickle_filename="zigzag/qk.pickle")
print(json.dumps([float(energy), float(cycles)]))
`;

describe.skipIf(!has("zigzag"))("ZigZag", () => {
  it("gives the stored figures of Q·Kᵀ on tpu_like, and an energy within 5 % of ours", () => {
    const [energy, cycles] = answer<[number, number]>(ZIGZAG);
    expect([energy, cycles]).toEqual([3_283_215.36, 3135]);
    const ours = mapProduct(TPU_LIKE, QUERIES_BY_KEYS).energy * 1e12;
    expect(Math.abs(ours / energy - 1)).toBeLessThan(0.05);
  });
});

const ACCELFORGE = `
import json, os, sys
import accelforge as af
from accelforge.mapper.FFM.mappings import Mappings
Mappings.render = lambda self, **options: ""
examples = os.path.join(os.path.dirname(os.path.dirname(af.__file__)), "examples")
m, side, size, main, rate = sys.argv[1:]
spec = af.Spec.from_yaml(examples + "/arches/simple.yaml", examples + "/workloads/matmuls.yaml", jinja_parse_data={
    "N_EINSUMS": 1, "M": int(m), "KN": int(side), "GlobalBufferSize": size, "MainMemoryEnergy": main,
    "GlobalBufferThroughput": rate})
spec.mapper.metrics = af.Metrics.ENERGY
found = spec.map_workload_to_arch(print_progress=False)
print(json.dumps([float(found.energy()), float(found.latency())]))
`;

const COMPONENTS = `
import json, sys
import accelforge as af
from accelforge.frontend.arch.components import Component
spec = af.Spec.from_yaml(sys.argv[1]).calculate_component_costs()
print(json.dumps({node.name: [float(node.total_area), float(node.total_leak_power),
    {action.name: float(action.energy) for action in node.actions}]
    for node, _ in spec.arch.iterate_hierarchically() if isinstance(node, Component)}))
`;

describe.skipIf(!has("accelforge"))("AccelForge", () => {
  it.each(SIMPLE_CASES)("maps $m × $side × $side on simple with our energy and cycles", (one) => {
    const rate = "bandwidth" in one ? one.bandwidth : undefined;
    const args = [one.m, one.side, one.buffer, one.main, rate ?? "inf"].map(String);
    const ours = mapProduct(simpleTree(one.buffer, one.main, rate), sideProduct(one.m, one.side));
    expect(answer<[number, number]>(ACCELFORGE, ...args)).toEqual([ours.energy, ours.cycles]);
  });

  it("reads the architecture that config tables writes, with the same areas, leakage and energies", async () => {
    const small = ["--set", "fidelity.length=64", "--set", "workload.length=256"];
    const out = ["--out", join(folder, "tables"), "--json"];
    const { data } = await cli("import", "tables", defaultConfig(), ...small, ...out);
    writeFileSync(join(folder, "arch.yaml"), readFileSync(join(folder, "tables", "arch.yaml")));
    const read = answer<Record<string, [number, number, Record<string, number>]>>(
      COMPONENTS,
      join(folder, "arch.yaml"),
    );
    const { components } = JSON.parse(data);
    expect(Object.keys(read).sort()).toEqual(
      components.map(({ component }: { component: string }) => component).sort(),
    );
    for (const { component, instances, area_m2, leakage_W, actions } of components) {
      const [area, leakage, energies] = read[component];
      expect(Math.abs(area - instances * area_m2)).toBeLessThanOrEqual(1e-12 * area);
      expect(Math.abs(leakage - instances * leakage_W)).toBeLessThanOrEqual(1e-12 * leakage);
      for (const { name, energy_J } of actions)
        expect(energies[name === "mac" ? "compute" : name]).toBe(energy_J);
    }
  });
});
