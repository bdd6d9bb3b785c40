import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endOf } from "../../src/commands/shared/swings.ts";
import { cli } from "./run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-sensitivity-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const study = (
  objectives: string,
  space = '"design.cores": [1, 2], "design.digital.mac.units": [1024, 4096]',
) =>
  write(
    "study.json5",
    `{ workload: { length: 256, attention: { chunk: 16 } }, fidelity: { length: 64, arrays: 2 },
      design: { hashing: { array: { wires: "ideal" } } }, space: { ${space} }, objectives: ${objectives} }`,
  );

describe("sensitivity", () => {
  it("says how often each point of a study is on the front, with draws that all points share", async () => {
    const file = study('["energy_J:min", "area_m2:min"]');
    const { code, data } = await cli("sensitivity", file, "--draws", "40", "--samples", "0", "--json");
    expect(code).toBe(0);
    const { front } = JSON.parse(data);
    expect(front).toMatchObject({ points: 4, of: 4, objectives: ["energy_J:min", "area_m2:min"] });
    // The smallest chip stays the smallest whatever a constant is: its area is that of fewer of the same parts.
    const small = front.members.find(
      (row: { sets: Record<string, number> }) =>
        row.sets["design.cores"] === 1 && row.sets["design.digital.mac.units"] === 1024,
    );
    expect(small.membership).toMatchObject({ share: 1, draws: 40 });
    expect(front.members.filter((row: { nominal: boolean }) => row.nominal).length).toBeGreaterThan(0);
  });

  it("takes measured quality from a store", async () => {
    const file = study('["energy_J:min", "recall:max"]', '"workload.attention.rounds": [1, 4]');
    const refused = await cli("sensitivity", file, "--draws", "5", "--samples", "0");
    expect([refused.code, refused.data]).toEqual([2, ""]);
    const measured = write(
      "measured.json5",
      `{ workload: { length: 256, attention: { chunk: 16 } }, fidelity: { length: 64, arrays: 2, queries: 16 },
        design: { hashing: { array: { wires: "ideal" } } }, space: { "workload.attention.rounds": [1, 4] },
        levels: ["simulate"], objectives: ["energy_J:min", "recall:max"] }`,
    );
    const out = join(folder, "store");
    expect((await cli("study", "run", measured, "--out", out)).code).toBe(0);
    const { code, data } = await cli("sensitivity", out, "--draws", "20", "--samples", "0", "--json");
    expect(code).toBe(0);
    const { front } = JSON.parse(data);
    // More rounds capture more and cost more, whatever a constant is.
    expect(front.members.map((row: { membership: { share: number } }) => row.membership.share)).toEqual([
      1, 1,
    ]);
    // And the same store answers a budget: its throughput is in its rows, its power is energy over latency.
    const answer = await cli(
      "budget",
      out,
      "--power",
      "100 W",
      "--quality",
      "recall > 0",
      "--by",
      "rounds",
      "--json",
    );
    expect(answer.code).toBe(0);
    const [{ best, quality }] = JSON.parse(answer.data).designs;
    expect(best).toMatchObject({ row: 0, sets: { "workload.attention.rounds": 1 } });
    expect(best.power_W).toBeCloseTo(best.energy_J / best.latency_s, 12);
    expect(best.energy_J_per_token).toBeCloseTo(best.energy_J / 256, 15);
    expect(quality.recall.mean).toBeGreaterThan(0);
    expect((await cli("budget", out, "--bandwidth", "1 GB/s")).note).toMatch(
      /nothing is within the limits; .*25\.6 GB\/s/,
    );
  });

  it.each([
    [["--draws", "1"], /expected a whole number from 2 to 10000/],
    [["--metric", "colour"], /Allowed choices are energy_J/],
    [["--set", "workload.lenght=1"], /workload\.lenght/],
  ])("%j is refused", async (args, message) => {
    const { code, data, note } = await cli("sensitivity", ...args);
    expect([code, data]).toEqual([2, ""]);
    expect(note).toMatch(message);
  });

  it("refuses a study whose objectives no price gives, and one without objectives", async () => {
    for (const [objectives, message] of [
      ["[]", /objectives: expected objectives of the study, received none/],
      ['["recall:max"]', /recall/],
    ] as const) {
      const { code, data, note } = await cli(
        "sensitivity",
        study(objectives),
        "--draws",
        "5",
        "--samples",
        "0",
      );
      expect([code, data]).toEqual([2, ""]);
      expect(note).toMatch(message);
    }
  });
});

describe("an end of a parameter", () => {
  const base = { path: "p", models: [], affects: "behaviour", doc: "" } as const;
  it("is 20 % away, a whole number at least one step, in the unit of its kind, or outside its range", () => {
    expect(endOf({ ...base, kind: "number" }, 0.5, 1.2)).toBe(0.6);
    expect(endOf({ ...base, kind: "integer" }, 10, 0.8)).toBe(8);
    expect(endOf({ ...base, kind: "integer" }, 2, 1.2)).toBe(3);
    expect(endOf({ ...base, kind: "integer", minimum: 1 }, 1, 0.8)).toBeNull();
    expect(endOf({ ...base, kind: "integer", multipleOf: 8 }, 64, 1.2)).toBe(80);
    expect(endOf({ ...base, kind: "quantity", unit: "s" }, 1e-8, 0.8)).toBe("8e-9 s");
    expect(endOf({ ...base, kind: "number", maximum: 1 }, 0.9, 1.2)).toBeNull();
  });
});
