import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { relativeChange } from "../../src/commands/study/run/diff.ts";
import { IDEAL_FLOORPLAN } from "../design-under-test.ts";
import { cli } from "./run.ts";

let folder: string;
const stores: Record<string, string> = {};

const STUDY = (extra: string, cores: string) =>
  `{ workload: { length: 256, attention: { chunk: 16 } }, fidelity: { length: 64, arrays: 2 },
    design: { hashing: { array: { wires: "ideal" } }, ${IDEAL_FLOORPLAN}${extra} },
    space: { "design.cores": [${cores}], "design.digital.mac.units": [1024, 4096] },
    objectives: ["latency_s:min", "area_m2:min"] }`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-diff-"));
  for (const [name, text] of [
    ["base", STUDY("", "1, 2")],
    // The same points in another order.
    ["turned", STUDY("", "2, 1")],
    ["more", STUDY("", "1, 2, 4")],
    ["worse", STUDY(', digital: { softmax: { clock: "0.1 GHz" } }', "1, 2")],
  ]) {
    const file = join(folder, `${name}.json5`);
    writeFileSync(file, text);
    stores[name] = join(folder, name);
    expect((await cli("study", "run", file, "--out", stores[name])).code).toBe(0);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const diffOf = async (before: string, after: string, ...args: string[]) => {
  const { code, data, note } = await cli("study", "diff", stores[before], stores[after], ...args, "--json");
  expect(note).toBe("");
  return { code, ...JSON.parse(data) };
};

describe("diff of two studies", () => {
  it("finds a study equal to itself, and to one with its points in another order but for that key", async () => {
    expect(await diffOf("base", "base")).toMatchObject({
      code: 0,
      equal: true,
      worse: false,
      changedKeys: [],
    });
    const turned = await diffOf("base", "turned");
    expect(turned).toMatchObject({
      code: 0,
      equal: true,
      worse: false,
      front: { gained: [], lost: [], loss: 0 },
    });
    expect(turned.changedKeys).toEqual(["study.space.design.cores"]);
    expect(turned.front.hypervolume.after).toBe(turned.front.hypervolume.before);
  });

  it("names points of one alone; more points make no front worse, fewer may", async () => {
    const more = await diffOf("base", "more");
    expect(more).toMatchObject({ code: 0, equal: false, worse: false, onlyBefore: [], changed: [] });
    expect(more.onlyAfter).toEqual([
      { "design.cores": 4, "design.digital.mac.units": 1024 },
      { "design.cores": 4, "design.digital.mac.units": 4096 },
    ]);
    const fewer = await diffOf("more", "base");
    expect(fewer.onlyBefore).toEqual(more.onlyAfter);
    expect(fewer.front.lost).toEqual(more.front.gained);
    expect(fewer.worse).toBe(more.front.gained.length > 0);
  });

  it("is a gate: exit 1 where the front got worse than the tolerance, 0 within it", async () => {
    const strict = await diffOf("base", "worse");
    expect(strict).toMatchObject({ code: 1, worse: true, equal: false });
    expect(strict.changedKeys).toContain("config.design.digital.softmax.clock");
    expect(strict.changed).toHaveLength(4);
    const [before, after, change] = strict.changed[0].metrics.latency_s;
    expect(change).toBeCloseTo((after - before) / after, 12);
    expect(strict.front.hypervolume.after).toBeLessThan(strict.front.hypervolume.before);
    const lax = await diffOf("base", "worse", "--tolerance", String(strict.front.loss * 1.001));
    expect(lax).toMatchObject({ code: 0, worse: false });
    const back = await diffOf("worse", "base");
    expect(back).toMatchObject({ code: 0, worse: false, front: { loss: 0 } });
    expect((await cli("study", "diff", stores.base, stores.worse)).data).toMatch(
      /The front got worse: by [\d.]+ %/,
    );
  });

  it.each([
    [["--tolerance", "-1"], /expected a number of at least 0/],
    [["--objectives", "weight:min"], /expected a metric of the study, received "weight"/],
    [["--reference", "1"], /--reference \(root\): expected 2 numbers/],
  ])("%j is refused", async (args, message) => {
    const { code, data, note } = await cli("study", "diff", stores.base, stores.more, ...args);
    expect([code, data]).toEqual([2, ""]);
    expect(note).toMatch(message);
  });

  it("refuses a folder that is no store", async () => {
    const { code, data } = await cli("study", "diff", stores.base, folder);
    expect([code, data]).toEqual([2, ""]);
  });

  it("hand-computed: a change is a share of the larger of both, all where one is missing", () => {
    expect(relativeChange(1, 1)).toBe(0);
    expect(relativeChange(null, null)).toBe(0);
    expect(relativeChange(2, 1)).toBe(0.5);
    expect(relativeChange(-1, -2)).toBe(0.5);
    expect(relativeChange(null, 1)).toBe(Number.POSITIVE_INFINITY);
  });
});
