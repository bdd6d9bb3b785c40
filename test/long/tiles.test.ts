import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli } from "../cli/run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-tiles-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const QUICK = [
  ...["--set", "fidelity.length=128", "--set", "fidelity.arrays=2", "--set", "fidelity.queries=16"],
  ...[
    "--set",
    "workload.length=512",
    "--set",
    "workload.attention.chunk=16",
    "--set",
    "workload.attention.rounds=4",
  ],
];

interface Row {
  readonly tile_edge: number;
  readonly array_side: number;
  readonly sharing: string;
  readonly feasible: boolean;
  readonly reason?: string;
  readonly retained: number;
  readonly fill: number;
  readonly rounds: number;
  readonly arrays: number;
  readonly recall: { readonly mean: number };
  readonly area_m2: number;
  readonly energy_J: number;
}

describe("tiles", () => {
  it("compares shapes and sharing at one quality, names the front, and draws it", async () => {
    const out = join(folder, "tiles");
    const { code, data } = await cli(
      ...["tiles", ...QUICK, "--mass", "0.8", "--edges", "8,32", "--sides", "32,64", "--json", "--out", out],
    );
    expect(code).toBe(0);
    const { shapes, sharing, front, quality, knee_reason } = JSON.parse(data) as {
      shapes: Row[];
      sharing: Row[];
      front: number[];
      quality: { target: number };
      knee_reason: string;
    };
    const at = (edge: number, side: number): Row =>
      shapes.find((row) => row.tile_edge === edge && row.array_side === side) as Row;
    // A projection longer than the array is refused with its reason.
    expect(shapes.map((row) => [row.tile_edge, row.array_side])).toEqual([
      [8, 32],
      [32, 32],
      [8, 64],
      [32, 64],
    ]);
    expect(at(8, 32)).toMatchObject({ feasible: false, rounds: null });
    expect(at(8, 32).reason).toMatch(/64/);
    const built = shapes.filter(({ feasible }) => feasible);
    expect(built).toHaveLength(2);
    for (const row of built) expect(row.recall.mean).toBeGreaterThanOrEqual(quality.target);
    // Longer passive lines lose more of the signal, and smaller tiles pay for their switches.
    expect(at(32, 64).retained).toBeLessThan(at(8, 64).retained);
    // 2 · 512 / 16 buckets of SimHash are 6 planes a round; each is a pair of an array's 64 bit lines.
    expect(at(8, 64).fill).toBeCloseTo((6 * 2 * at(8, 64).rounds) / 64, 12);
    const dominated = (row: Row): boolean =>
      built.some(
        (other) =>
          other.area_m2 <= row.area_m2 &&
          other.energy_J <= row.energy_J &&
          (other.area_m2 < row.area_m2 || other.energy_J < row.energy_J),
      );
    expect(front).toEqual(shapes.flatMap((row, n) => (row.feasible && !dominated(row) ? [n] : [])));
    expect(knee_reason).toMatch(/front|least area/);
    // Two layers of two heads: a set a head, a layer, or one.
    const [head, layer, global] = sharing;
    expect(sharing.map((row) => row.sharing)).toEqual(["head", "layer", "global"]);
    expect(
      [head.arrays / global.arrays, layer.arrays / global.arrays].map((times) => times * global.rounds),
    ).toEqual([4 * head.rounds, 2 * layer.rounds]);
    for (const name of ["area.png", "signal.png"])
      expect(readFileSync(join(out, name)).subarray(1, 4).toString()).toBe("PNG");
    expect(readFileSync(join(out, "tiles.csv"), "utf8")).toMatch(/^tile_edge,array_side,/);
  });

  it.each([
    [["--edges", "8,8"], /different whole numbers/],
    [["--sides", "0"], /whole numbers in \[1, 4096\]/],
    [["--mass", "2"], /expected a share in \(0, 1\]/],
    [["--set", "workload.lenght=1"], /workload\.lenght/],
  ])("%j is refused", async (args, message) => {
    const { code, data, note } = await cli("tiles", ...args);
    expect([code, data]).toEqual([2, ""]);
    expect(note).toMatch(message);
  });
});
