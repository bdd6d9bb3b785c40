import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli } from "./run.ts";
import { FIXED_KEYS, GRID, SMALL_KEYS } from "./short-runs.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-study-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

const csvOf = async (out: string): Promise<string> => {
  expect((await cli("study", "export", out, "--csv")).code).toBe(0);
  return readFileSync(join(out, "results.csv"), "utf8");
};

describe("a study", () => {
  it("has a row for every point, those without a price included, and a front that both of its forms give", async () => {
    const one = join(folder, "one");
    const run = await cli("study", "run", write("grid.json5", GRID), "--out", one, "--workers", "1");
    expect(run).toMatchObject({ code: 0, note: "" });
    const expected = await csvOf(one);
    expect(expected.split("\r\n")).toHaveLength(1 + 3 * (8 * 2 + 6) + 1);
    expect(expected.match(/,ok,/g)?.length).toBe(3 * (8 + 6));
    expect(expected.match(/,infeasible,/g)?.length).toBe(3 * 8);
    const front = JSON.parse((await cli("study", "pareto", one, "--json")).data);
    expect(front.infeasible).toBe(24);
    expect(front.hypervolume).toBeGreaterThan(0);
    const table = await cli(
      "study",
      "pareto",
      join(one, "results.csv"),
      "--objectives",
      "energy_J:min,area_m2:min",
      "--reference",
      "1,1e-3",
      "--json",
    );
    expect({ ...JSON.parse(table.data), inseparable: [] }).toEqual(front);
    const status = JSON.parse((await cli("study", "status", one, "--json")).data);
    expect(status).toMatchObject({
      points: 66,
      front: front.front.length,
      hypervolume: front.hypervolume,
      writer: null,
    });
    expect(status.levels).toEqual([{ ok: 42, infeasible: 24, failed: 0, timeout: 0, unknown: 0, done: 66 }]);
  });

  it("writes a Parquet file with the cells of the CSV", async () => {
    const { parquetReadObjects } = await import("hyparquet");
    const out = join(folder, "one");
    expect((await cli("study", "export", out, "--parquet")).code).toBe(0);
    const bytes = readFileSync(join(out, "results.parquet"));
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    });
    const [header, ...lines] = (await csvOf(out))
      .trimEnd()
      .split("\r\n")
      .map((line) => line.split(","));
    expect(rows).toHaveLength(lines.length);
    for (const [n, cells] of lines.entries())
      for (const [c, name] of header.entries())
        if (name !== "reason") expect(String(rows[n][name] ?? ""), name).toBe(cells[c]);
    await cli("study", "export", out, "--parquet", "--out", join(folder, "again.parquet"));
    expect(readFileSync(join(folder, "again.parquet")).equals(bytes)).toBe(true);
  });

  it("reruns a point to the same record, with its breakdown", async () => {
    const out = join(folder, "one");
    const point = (await csvOf(out))
      .split("\r\n")
      .findLast((line) => line.includes(",ok,"))
      ?.split(",")[0] as string;
    const answer = JSON.parse((await cli("study", "rerun", out, point, "--json")).data);
    expect(answer).toMatchObject({ index: Number(point), level: "price", reproduced: true, changed: [] });
    expect(answer.again).toEqual(answer.stored);
    const chip = answer.designs.find(({ id }: { id: string }) => id === "lsh-memristor");
    const sum = chip.breakdown.reduce(
      (total: number, item: { energy_J: number }) => total + item.energy_J,
      0,
    );
    expect(sum / answer.stored.metrics.energy_J).toBeCloseTo(1, 9);
    expect(await cli("study", "rerun", out, "99999")).toMatchObject({ code: 2, data: "" });
    expect((await cli("study", "rerun", out, "circuit:3")).note).toContain(
      "expected one of price before the colon",
    );
  });

  it("is not resumed after a change of what its results depend on", async () => {
    const changed = write(
      "changed.json5",
      GRID.replace("chunk: 16", "chunk: 32").replace("[32, 64]", "[32, 128]"),
    );
    const { code, data, note } = await cli("study", "run", changed, "--out", join(folder, "one"));
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note).toContain("config.workload.attention.chunk, study.space.design.hashing.array.rows");
  });
});

describe("searches and levels", () => {
  it.each(["random", "sobol", "latin-hypercube"])(
    "%s evaluates its points in a continuous space",
    async (kind) => {
      const study = write(
        `${kind}.json5`,
        `{ ${SMALL_KEYS}, ${FIXED_KEYS}, search: { kind: "${kind}", points: 20 }, space: {
      "design.hashing.readTime": { from: "1 ns", to: "100 ns", scale: "log" }, "design.cores": { from: 1, to: 32 } } }`,
      );
      const out = join(folder, kind);
      expect(JSON.parse((await cli("study", "run", study, "--out", out, "--json")).data)).toMatchObject({
        points: 20,
        ok: 20,
      });
      await cli("study", "export", out, "--csv");
      const rows = readFileSync(join(out, "results.csv"), "utf8")
        .trimEnd()
        .split("\r\n")
        .slice(1)
        .map((line) => line.split(","));
      expect(new Set(rows.map((cells) => cells[3])).size).toBe(20);
      for (const cells of rows) {
        expect(cells[3]).toMatch(/^\d[\d.]*(e-\d)? s$/);
        expect(Number.parseFloat(cells[3])).toBeGreaterThanOrEqual(1e-9);
        expect(Number.parseFloat(cells[3])).toBeLessThanOrEqual(1e-7);
      }
    },
    60_000,
  );

  it("nsga2 goes on from its store to where an uninterrupted run ends", async () => {
    const text = (
      generations: number,
    ): string => `{ ${SMALL_KEYS}, ${FIXED_KEYS}, search: { kind: "nsga2", population: 8, generations: ${generations} },
      objectives: ["energy_J:min", "area_m2:min"], space: {
      "design.hashing.readTime": { from: "1 ns", to: "100 ns", scale: "log" }, "design.cores": { from: 1, to: 32 },
      "design.logicNode": ["28 nm", "16 nm", "7 nm"] } }`;
    const [whole, halves] = [join(folder, "nsga2"), join(folder, "nsga2-halves")];
    await cli("study", "run", write("n.json5", text(4)), "--out", whole);
    await cli("study", "run", write("n.json5", text(2)), "--out", halves);
    expect(
      JSON.parse((await cli("study", "run", write("n.json5", text(4)), "--out", halves, "--json")).data),
    ).toMatchObject({ points: 32, evaluated: 16 });
    for (const out of [whole, halves]) await cli("study", "export", out, "--csv");
    expect(readFileSync(join(halves, "results.csv"), "utf8")).toBe(
      readFileSync(join(whole, "results.csv"), "utf8"),
    );
    expect(
      (await cli("study", "run", join(folder, "n.json5"), "--out", whole, "--shard", "1/2")).note,
    ).toContain("expected a search without generations");
  });

  it("simulate the front of the level price and its neighbourhood, not the rest", async () => {
    const study = write(
      "levels.json5",
      `{ ${SMALL_KEYS}, ${FIXED_KEYS}, levels: ["price", { level: "simulate", trials: 2, slack: 0 }],
      objectives: ["energy_J:min", "area_m2:min", "recall:max"],
      space: { "workload.attention.rounds": [1, 2, 4, 8], "design.cores": [1, 2] } }`,
    );
    const out = join(folder, "levels");
    await cli("study", "run", study, "--out", out);
    await cli("study", "export", out, "--csv");
    const [header, ...rows] = readFileSync(join(out, "results.csv"), "utf8")
      .trimEnd()
      .split("\r\n")
      .map((line) => line.split(","));
    const column = (name: string) => (cells: readonly string[]) => Number(cells[header.indexOf(name)]);
    const costs = rows.map((cells) => [column("energy_J")(cells), column("area_m2")(cells)]);
    const onFront = costs.map(([e, a]) => !costs.some(([x, y]) => x <= e && y <= a && (x < e || y < a)));
    expect(onFront.filter(Boolean).length).toBeLessThan(8);
    expect(rows.map((cells) => cells[2] === "simulate")).toEqual(onFront);
    expect(rows.map((cells) => column("recall")(cells) > 0)).toEqual(onFront);
    const { points, infeasible } = JSON.parse((await cli("study", "pareto", out, "--json")).data);
    expect({ points, infeasible }).toEqual({ points: 8, infeasible: onFront.filter((on) => !on).length });
  });

  it("hold constraints against the front", async () => {
    const study = write(
      "constraint.json5",
      `{ ${SMALL_KEYS}, objectives: ["energy_J:min"], constraints: ["area_m2 >= 1"],
      space: { "design.cores": [1, 2] } }`,
    );
    const out = join(folder, "constraint");
    await cli("study", "run", study, "--out", out);
    expect(JSON.parse((await cli("study", "pareto", out, "--json")).data)).toMatchObject({
      points: 2,
      infeasible: 2,
      front: [],
    });
  });
});

describe("bad input", () => {
  it("of too many points is refused, with its place, unless the first ones are asked for", async () => {
    const values = Array.from({ length: 100 }, (_, n) => n + 2).join(",");
    const keys = [
      "design.cores",
      "design.contexts",
      "workload.batch",
      "workload.layers",
      "workload.attention.rounds",
      "workload.attention.chunk",
      "workload.attention.localWindow",
      "workload.attention.sink",
      "fidelity.arrays",
      "fidelity.queries",
      "design.hashing.array.spares",
      "design.hashing.array.columns",
    ];
    const study = write(
      "bomb.json5",
      `{ ${SMALL_KEYS}, space: { ${keys.map((key) => `"${key}": [${values}]`).join(", ")} } }`,
    );
    const { code, data, note } = await cli("study", "run", study, "--out", join(folder, "bomb"));
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note).toMatch(/bomb\.json5:1:\d+ space: expected at most 1000000 points, received 1e\+24/);
    expect((await cli("config", "check", study)).code).toBe(2);
    const some = await cli(
      "study",
      "run",
      study,
      "--out",
      join(folder, "bomb"),
      "--max-points",
      "5",
      "--json",
    );
    expect(JSON.parse(some.data)).toMatchObject({ points: 5 });
  });

  it("of values that no model accepts is refused before a point is priced, and a key of a study is known", async () => {
    const study = write(
      "values.json5",
      `{ ${SMALL_KEYS}, space: { "design.hashing.dac.bits": [4, 14], "design.hashing.readTime": { values: ["5 ns", "5 MHz"] } } }`,
    );
    const { code, note } = await cli("study", "run", study, "--out", join(folder, "values"));
    expect(code).toBe(2);
    expect(note).toMatch(
      /values\.json5:1:\d+ space\.design\.hashing\.dac\.bits\.1: expected an integer in \[1, 12\], received 14/,
    );
    expect(note).toMatch(
      /readTime\.values\.1: expected a quantity in s such as "10 ns", received the unit "MHz"/,
    );
    const other = write(
      "keys.json5",
      `{ ${SMALL_KEYS}, space: { "design.cores": [1, 2] }, constraint: ["area_m2 < 1"] }`,
    );
    expect((await cli("config", "check", other)).note).toContain(
      'received "constraint"; did you mean "constraints"?',
    );
    const later = write(
      "later.json5",
      `{ ${SMALL_KEYS}, space: { "design.cores": [1, 2] }, objectives: ["recall:max"] }`,
    );
    expect((await cli("config", "check", later)).note).toContain(
      'received "recall", which the level "estimate" gives',
    );
  });

  it.each([
    [["--shard", "3/2"], "expected i/n"],
    [["--max-points", "0"], "expected a whole number"],
    [["--timeout", "5"], '(write "5 s")'],
  ])("%j is a usage error", async (args, message) => {
    const { code, data, note } = await cli("study", "run", "x.json5", "--out", folder, ...args);
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note).toContain(message);
  });

  it("is not begun among other files", async () => {
    const out = join(folder, "documents");
    mkdirSync(out);
    writeFileSync(join(out, "thesis.md"), "mine");
    writeFileSync(join(out, ".hidden"), "");
    const { code, data, note } = await cli("study", "run", write("small.json5", GRID), "--out", out);
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note).toContain(
      "expected a new or empty folder, or the store of this study, received one with thesis.md",
    );
    expect(readdirSync(out).sort()).toEqual([".hidden", "thesis.md"]);
  });

  it("that is no store is named", async () => {
    for (const [name, ...rest] of [["study status"], ["study export", "--csv"], ["study rerun", "0"]]) {
      const { code, data, note } = await cli(...name.split(" "), join(folder, "none"), ...rest);
      expect({ name, code, data }).toEqual({ name, code: 2, data: "" });
      expect(note).toMatch(
        /(?:^|\n).*\(store\): expected the store of a study, found no manifest\.json there: study run STUDY --out \S+ makes one$/,
      );
    }
  });
});
