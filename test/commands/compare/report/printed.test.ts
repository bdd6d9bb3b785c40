import { describe, expect, it } from "vitest";
import { digits } from "#base";
import { componentTable } from "../../../../src/commands/compare/report/component-table.ts";
import { mappingBlocks } from "../../../../src/commands/compare/report/mapping.ts";
import {
  checkSentence,
  classTable,
  dieTable,
  HASH_SHARE_NOTE,
  hashShareTable,
  isoQualityTitle,
  rivalSentence,
  rivalTable,
  tokenTable,
} from "../../../../src/commands/compare/report/tables.ts";
import type { FeasibleResult } from "../../../../src/comparison/comparison-design.ts";
import { contenderOf } from "../../../../src/comparison/comparison-designs.ts";
import { lshMemristor } from "../../../../src/comparison/designs/lsh-memristor.ts";
import { priceAll } from "../../../../src/comparison/priced-comparison.ts";
import { configOf } from "../../../design-under-test.ts";
import { columnsSay, distinctNumbers, numbersOf, says, tablesOf } from "../../../report/printed.ts";

const { design, workload } = configOf("{ workload: { length: 2048 } }");
const contenders = priceAll(design, workload, { pairPower: 5e-6, peakLineCurrent: 1e-4 });
const there = contenders.filter((contender): contender is FeasibleResult => contender.feasible);

it("a plan's row has what the design takes, and what it would by the fixed schedule", () => {
  const blocks = mappingBlocks({ contenders, workload, planTies: [] } as unknown as Parameters<
    typeof mappingBlocks
  >[0]);
  const table = tablesOf({ json: null, blocks }).find(({ head }) => head[0] === "mapping");
  if (table === undefined) throw new Error("no table");
  const planned = there.filter((contender) => contender.planned !== undefined);
  expect(planned.length).toBeGreaterThan(4);
  expect(table.rows.map(([letter]) => letter)).toEqual(planned.map(({ id }) => contenderOf(id).letter));
  columnsSay(table, planned, {
    energy: ({ cost }) => cost.energy,
    latency: ({ cost }) => cost.timing.latency,
    "by the fixed schedule": ({ planned: own }) => [own?.fixed?.energy ?? null, own?.fixed?.latency ?? null],
  });
  planned.forEach(({ planned: own }, n) => {
    expect(table.rows[n][table.head.indexOf("gap")]).toBe(`${(100 * (own?.gap ?? 0)).toPrecision(2)} %`);
  });
});

describe.each(there.map((contender): [string, FeasibleResult] => [contender.id, contender]))(
  "components of %s",
  (_, { design: own, cost }) => {
    const { head, rows } = componentTable(own, cost);
    const total = rows[rows.length - 1];

    it("have their power and area, each with its share of the whole", () => {
      expect(head.slice(2, 7)).toEqual(["count", "power (mW)", "share", "area (mm²)", "share"]);
      cost.areas.forEach(({ component, count, area }, n) => {
        const energy = cost.breakdown
          .filter((item) => item.component === component)
          .reduce((sum, item) => sum + item.energy, 0);
        const [name, , instances, power, share, size, part] = rows[n];
        expect([name, instances.replaceAll(" ", "")]).toEqual([
          component,
          Number.isInteger(count) ? String(count) : digits(count),
        ]);
        says(power, [(1e3 * energy) / cost.timing.latency], `power of ${component}`);
        says(share, [energy / cost.energy], `share of ${component}`);
        says(size, [area * 1e6], `area of ${component}`);
        says(part, [cost.area > 0 ? area / cost.area : 0], `part of ${component}`);
      });
      says(total[3], [cost.power.average * 1e3], "power");
      says(total[5], [cost.area * 1e6], "area");
    });
  },
);

it("a die has its own price, yields and numbers", () => {
  const priced = there.flatMap(({ die, cost }) => (die === null ? [] : [{ die, cost }]));
  columnsSay(dieTable(contenders), priced, {
    area: ({ cost }) => cost.area,
    dies: ({ die }) => die.dies,
    "dies a wafer": ({ die }) => die.diesPerWafer,
    "without defect": ({ die }) => die.defectYield,
    "with all arrays": ({ die }) => die.arrayYield,
    wafer: ({ die }) => Math.round(die.waferPrice),
    "good die": ({ die }) => die.goodDie,
  });
});

/** "6.58 M" as 6.58e6. */
const plain = (text: string): string =>
  text.replace(/ ([kMG])$/, (_, prefix: "k" | "M" | "G") => ({ k: "e3", M: "e6", G: "e9" })[prefix]);

it("tokens have the times of attention, then of the whole model", () => {
  const next = distinctNumbers();
  const timesOf = () => ({
    toFirstToken: next(),
    perOutputToken: next(),
    wholeToFirstToken: next(),
    wholePerOutputToken: next(),
  });
  const tokenTimes = new Map(there.map(({ id }) => [id, timesOf()]));
  const table = tokenTable({ contenders, tokenTimes, workload } as unknown as Parameters<
    typeof tokenTable
  >[0]);
  there.forEach(({ id, cost, attentionShare }, n) => {
    const own = tokenTimes.get(id) as ReturnType<typeof timesOf>;
    const [name, first, each, rate, whole, wholeEach, wholeRate] = table.rows[n];
    expect(name).toBe(`${contenderOf(id).letter} ${contenderOf(id).name}`);
    says(first, [own.toFirstToken], "first token");
    says(each, [own.perOutputToken], "each token");
    says(plain(rate), [2048 / cost.timing.interval], "tokens a second");
    says(whole, [own.wholeToFirstToken], "first token, whole");
    says(wholeEach, [own.wholePerOutputToken], "each token, whole");
    if (attentionShare !== null)
      says(
        plain(wholeRate),
        [(2048 * attentionShare.latency) / cost.timing.latency],
        "tokens a second, whole",
      );
  });
});

it("classes have their energy and its share of the design's, and add up to it", () => {
  const table = classTable(contenders);
  expect(table.head.slice(1)).toEqual(there.map(({ title }) => title));
  there.forEach(({ cost }, n) => {
    let [sum, share] = [0, 0];
    for (const row of table.rows) {
      if (row[n + 1] === "–") continue;
      const [energy, part] = numbersOf(row[n + 1]);
      expect(part / (energy / cost.energy)).toBeCloseTo(1, 1);
      sum += energy;
      share += part;
    }
    expect(sum / cost.energy).toBeCloseTo(1, 1);
    expect(share).toBeCloseTo(1, 1);
  });
});

it("ways to hash have their own columns, and the least of each node leads by its quotient to the next", () => {
  const next = distinctNumbers();
  const rivals = [28, 65].flatMap((nm) =>
    ["one", "two", "three"].map((name) => ({
      name: `${name} at ${nm}`,
      logicNode: nm * 1e-9,
      hashEnergy: 1e-6 * next(),
      moveEnergy: 1e-6 * next(),
      hashTime: 1e-6 * next(),
      hashArea: 1e-6 * next(),
      energy: next(),
    })),
  ) as unknown as Parameters<typeof rivalTable>[0];
  columnsSay(rivalTable(rivals), rivals, {
    node: ({ logicNode }) => logicNode,
    "what hashes": ({ hashEnergy }) => hashEnergy,
    "moving vectors": ({ moveEnergy }) => moveEnergy,
    "time a head": ({ hashTime }) => hashTime,
    area: ({ hashArea }) => hashArea,
    "whole design": ({ energy }) => energy,
  });
  const text = rivalSentence(rivals);
  for (const at of [0, 3]) {
    const [best, second] = [...rivals.slice(at, at + 3)].sort(
      (a, b) => Number(a.hashEnergy) - Number(b.hashEnergy),
    );
    expect(text).toContain(`nm logic ${best.name}, ×`);
    says(
      text.slice(text.indexOf(`${best.name}, ×`) + best.name.length).split(" of the next")[0],
      [Number(best.hashEnergy) / Number(second.hashEnergy)],
      "lead",
    );
  }
  const checks = [0.91, 1.07, 0.98].map((ratio) => ({
    id: "x",
    closedForm: 3 * ratio,
    simulated: 3,
    reason: null,
  }));
  says(checkSentence(checks as unknown as Parameters<typeof checkSentence>[0]), [0.91, 1.07], "check");
});

it("equal quality is said as the captured share, at the rounds and recall of the software hash", () => {
  const iso = { reference: { mean: 0.727 }, target: 0.691 } as Parameters<typeof isoQualityTitle>[0];
  says(isoQualityTitle(iso, 8), [0.691, 8, 0.727], "equal quality");
});

it("the share of which the note says that it holds leakage is the one that grows with leakage", () => {
  const own = there.find(({ id }) => id === lshMemristor.id) as FeasibleResult;
  const leaky = (factor: number): FeasibleResult => ({
    ...own,
    cost: {
      ...own.cost,
      breakdown: own.cost.breakdown.map((item) =>
        item.operation === "leakage" ? { ...item, energy: item.energy * factor } : item,
      ),
    },
  });
  const shares = ({ rows }: ReturnType<typeof hashShareTable>): number[] =>
    rows.map(([, text]) => numbersOf(text)[0]);
  const [plain, more] = [1, 40].map((factor) => shares(hashShareTable([leaky(factor)])));
  const grown = plain.flatMap((share, n) => (more[n] > share * 1.01 ? [n] : []));
  const [, ordinal] = /The (\w+) adds leakage/.exec(HASH_SHARE_NOTE) ?? [];
  expect(grown).toEqual([["first", "second", "third", "fourth"].indexOf(ordinal)]);
});
