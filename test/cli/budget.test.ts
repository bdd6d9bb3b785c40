import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultConfig } from "../../src/commands/shared/config-file.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { configOf } from "../design-under-test.ts";
import { cli } from "./run.ts";
import { FIXED_PLAN } from "./short-runs.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-budget-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SEED = defaultConfig();
const SHORT = ["--set", "fidelity.length=64", "--set", "workload.length=256"];
const SMALL = [...SHORT, "--set", "workload.heads=4", ...FIXED_PLAN];

interface Answer {
  readonly candidates: number;
  readonly designs: readonly {
    readonly id: string;
    readonly feasible: boolean;
    readonly best: Record<string, number> | null;
    readonly model_tokens_per_s: number;
    readonly constraints: readonly {
      readonly quantity: string;
      readonly slack: number;
      readonly active: boolean;
    }[];
  }[];
}

const answerOf = async (...args: string[]): Promise<Answer> => {
  const { code, data } = await cli("budget", SEED, ...args, ...SMALL, "--json");
  expect(code).toBe(0);
  return JSON.parse(data);
};

describe("budget", () => {
  it("buys as many cores as the area holds, and says that the area is active", async () => {
    // An interface of 10 TB/s takes more than the cores.
    const given = ["--points", "0", "--set", "design.floorplan.pads.model=ideal"];
    const one = (await answerOf("--area", "1 m2", "--set", "workload.heads=1", ...given)).designs[0].best;
    const limit = 3 * Number(one?.area_m2);
    const { designs: contenders, candidates } = await answerOf(
      "--area",
      `${limit} m2`,
      "--set",
      "design.memory.bandwidth=10 TB/s",
      ...given,
    );
    expect(candidates).toBeGreaterThanOrEqual(12);
    const exact = contenders.find(({ id }) => id === "exact-digital");
    expect(exact?.best?.cores).toBeGreaterThanOrEqual(2);
    expect(exact?.best?.area_m2).toBeLessThanOrEqual(limit);
    expect(exact?.constraints).toContainEqual(expect.objectContaining({ quantity: "area", active: true }));
    expect(contenders.some(({ id }) => id === "gpu")).toBe(false);
  });

  it("gives each best the tokens a second of the whole model, whose other products run on the same units", async () => {
    const small = ["--area", "30 mm2", "--points", "0", ...SHORT, "--json"];
    const { designs }: Answer = JSON.parse((await cli("budget", SEED, ...small)).data);
    const [own] = designs.filter(({ id }) => id === "exact-digital");
    const { cores } = own.best as Record<string, number>;
    const { design, workload } = configOf("{ workload: { length: 256 } }");
    const priced = priceContender(exactDigital, { ...design, cores }, workload, {
      pairPower: 0,
      peakLineCurrent: 0,
    });
    if (!priced.feasible || priced.attentionShare === null) throw new Error("no price of a layer");
    const whole = priced.cost.timing.latency / priced.attentionShare.latency;
    expect(own.model_tokens_per_s / (256 / whole)).toBeCloseTo(1, 9);
    for (const { best, model_tokens_per_s: rate } of designs)
      if (best !== null) expect(rate).toBeLessThan(best.throughput_tokens_per_s);
  });

  it("prices a memory with as much bandwidth as it may have", async () => {
    const { designs: contenders } = await answerOf("--bandwidth", "1 GB/s");
    for (const { best, constraints } of contenders) {
      // The nearest share of the memory's own bandwidth: 25.6 GB/s over 32.
      expect(best?.bandwidth_B_per_s).toBeCloseTo(25.6e9 / 32, 0);
      expect(constraints).toContainEqual(expect.objectContaining({ quantity: "bandwidth", active: true }));
    }
  });

  it("says what is least where nothing is within the limits", async () => {
    const { code, data, note } = await cli("budget", SEED, ...SMALL, "--area", "1 um2");
    expect([code, data]).toEqual([1, ""]);
    expect(note).toMatch(
      /lsh-memristor: nothing is within the limits; the least that any candidate takes is area [\d.]+ mm²/,
    );
  });

  it.each([
    [[], /expected at least one limit/],
    [
      ["--area", "10"],
      /--area \(value\): expected a quantity in m2 such as "10 mm2", received a number without a unit/,
    ],
    [["--power", "-1 W"], /--power \(value\): expected a quantity above 0, received "-1 W"/],
    [["--power-density", "1 W"], /--power-density \(value\): expected a quantity in W\/mm2/],
    [["--latency", "1 s", "--set", "workload.lenght=1"], /workload\.lenght/],
    [
      ["--area", "1 mm2", "--least", "weight"],
      /--least \(value\): expected one of energy, latency, area, (?:\w+, )*powerDensity, received "weight"/,
    ],
    [["--by", "area=2..3"], /--by \(value\): expected limit=from\.\.to:steps/],
    [["--by", "colour=1mm2..2mm2:3"], /--by \(value\): expected one of area, power, peak-power/],
    [["--by", "area=3mm2..2mm2:3"], /--by \(value\): expected from < to/],
    [
      ["--by", "area=1mm2..2mm2:3", "--area", "1 mm2"],
      /--by \(root\): expected a limit that --area does not fix/,
    ],
    [
      ["--area", "1 mm2", "--quality", "weight > 3"],
      /--quality weight: expected conditions on metrics, received "weight"; there are recall, output_error/,
    ],
    [
      ["--area", "1 mm2", "--by", "colour"],
      /--by \(value\): expected an axis of the study, one of design\.hashing/,
    ],
  ])("%j is refused in one line", async (args, message) => {
    const { code, data, note } = await cli("budget", ...args);
    expect([code, data]).toEqual([2, ""]);
    expect(note).toMatch(message);
  });
});

const ROWS = `status,level,design.cores,workload.attention.rounds,energy_J,latency_s,area_m2,throughput_tokens_per_s,recall
ok,simulate,1,1,1e-3,1e-3,1e-6,100,0.5
ok,simulate,2,1,2e-3,1e-3,2e-6,200,0.5
ok,simulate,4,1,4e-3,1e-3,4e-6,400,0.5
ok,simulate,1,4,2e-3,2e-3,1e-6,60,0.8
ok,simulate,4,4,8e-3,2e-3,4e-6,240,0.8
infeasible,price,8,4,,,,,
ok,price,8,1,8e-3,1e-3,8e-6,800,
`;

describe("a budget over evaluated points", () => {
  const table = (): string => {
    const file = join(folder, "rows.csv");
    writeFileSync(file, ROWS);
    return file;
  };
  const rowsAnswer = async (...args: string[]) => {
    const { code, data, note } = await cli("budget", table(), ...args, "--json");
    expect(note).toBe("");
    expect(code).toBe(0);
    return JSON.parse(data);
  };

  it("hand-computed: the area is active, power (energy over latency) is not, and the next better chip is named", async () => {
    const { designs: contenders } = await rowsAnswer("--area", "3 mm2", "--power", "5 W");
    expect(contenders[0].best).toMatchObject({
      row: 1,
      throughput_tokens_per_s: 200,
      power_W: 2,
      area_m2: 2e-6,
    });
    expect(contenders[0].constraints).toMatchObject([
      { quantity: "area", active: true, without_it: 400, next_better_at: 4e-6 },
      { quantity: "power", active: false, slack: 0.6, next_better_at: null },
    ]);
    expect(contenders[0].unlimited).toMatchObject({ row: 6, throughput_tokens_per_s: 800 });
  });

  it("hand-computed: least energy at a quality, which a point without it does not have", async () => {
    const { designs: contenders, trade } = await rowsAnswer(
      ...["--least", "energy", "--quality", "recall >= 0.8", "--by", "rounds", "--area", "9 mm2"],
    );
    expect(contenders[0].best).toMatchObject({
      row: 3,
      energy_J: 2e-3,
      sets: { "workload.attention.rounds": 4 },
    });
    expect(contenders[0].constraints[1]).toMatchObject({ bound: "least", active: true, without_it: 1e-3 });
    expect(trade.rows.map((row: { best: { row: number } }) => row.best.row)).toEqual([0, 3]);
  });

  it("says what it can of a table without throughput, and no NaN", async () => {
    const file = join(folder, "few-columns.csv");
    writeFileSync(file, "design.cores,energy_J,area_m2\n1,3e-3,1e-6\n2,2e-3,2e-6\n4,1e-3,4e-6\n");
    const { code, data } = await cli("budget", file, "--least", "energy", "--area", "2 mm2");
    expect(code).toBe(0);
    expect(data).toContain("The memristor design (C) under area ≤ 2 mm²: 2 mJ with design.cores=2");
    expect(data).toContain("Loss against an unlimited budget: ×0.5 energy, which would take 4 mm² and –.");
    expect(data).not.toContain("NaN");
  });

  it("maps a limit: the choice at each step, what is active there, and where exactly it switches", async () => {
    const out = join(folder, "map");
    const { designs: contenders } = await rowsAnswer(
      "--by",
      "area=0.5mm2..8.5mm2:5",
      "--power",
      "7 W",
      "--out",
      out,
    );
    const { steps, switches } = contenders[0].map;
    expect(steps.map(({ best }: { best: { row: number } | null }) => best?.row ?? null)).toEqual([
      null,
      1,
      2,
      2,
      2,
    ]);
    expect(switches.map(({ at }: { at: number }) => at)).toEqual([1e-6, 2e-6, 4e-6]);
    const binding = (n: number) =>
      steps[n].constraints
        .filter((c: { active: boolean }) => c.active)
        .map((c: { quantity: string }) => c.quantity);
    expect([1, 4].map(binding)).toEqual([["area"], ["power"]]);
    expect(readFileSync(join(out, "map.csv"), "utf8")).toMatch(
      /lsh-memristor,0\.0000085,ok,400,average power,/,
    );
    expect(readFileSync(join(out, "map.png")).subarray(1, 4).toString()).toBe("PNG");
  });

  it.each([
    [["--peak-power", "1 W"], /--peak-power .*rows\.csv: expected rows with the column peak_power_W/],
    [["--area", "1 m2", "--quality", "mass > 1"], /--quality mass: expected a column of the rows/],
    [["--area", "1 m2", "--quality", "iso"], /--quality \(value\): expected a condition on columns/],
    [["--area", "1 m2", "--set", "seed=2"], /--set \(root\): expected a config or a study to set/],
    [["--area", "1 m2", "--by", "chunk"], /--by \(value\): expected an axis of the study/],
  ])("%j is refused in one line", async (args, message) => {
    const { code, data, note } = await cli("budget", table(), ...args);
    expect([code, data]).toEqual([2, ""]);
    expect(note).toMatch(message);
  });
});
