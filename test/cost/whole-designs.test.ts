import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import type { FeasibleResult } from "../../src/comparison/comparison-design.ts";
import { contenderOf } from "../../src/comparison/comparison-designs.ts";
import { priceAll, ratios } from "../../src/comparison/priced-comparison.ts";
import { configOf } from "../design-under-test.ts";
import { KEYS, POINT, recordsOf, walk, warmth, wayOf } from "./whole-designs.ts";

const IDS = [
  "exact-digital",
  "lsh-digital",
  "lsh-memristor",
  "score-memristor",
  "score-digital",
  "low-bit-keys",
];
/** Power that is spent beside the chip heats no silicon. */
const BESIDE = ["memory"];
/** A clock's tree and a memory at rest draw what they do at every temperature. */
const STANDBY = ["memory", "clock"];
const CLOCKED = ["mac", "softmax", "buffer", "sorter", "projection", "search", "topK"];

const rng = createRng(2026).fork("whole designs");
const pick = <T>(list: readonly T[]): T => list[rng.integer(list.length)];
const TEXTS = [0, 1].map(
  () => `{
  workload: { length: ${160 + rng.integer(400)}, layers: ${1 + rng.integer(4)}, batch: ${1 + rng.integer(3)}, heads: ${pick([4, 6])},
    kvHeads: 2, headWidth: ${pick([24, 40, 56])}, attention: { rounds: ${2 + rng.integer(3)}, chunk: ${pick([32, 64])},
    localWindow: ${5 + rng.integer(9)}, sink: ${1 + rng.integer(3)}, budget: { kind: "fixed", keys: ${KEYS} }, codes: { bits: 64 } } },
  design: { logicNode: "${pick([16, 22, 32])} nm", hashNode: "65 nm", cores: ${pick([1, 2])}, thermalResistance: ${20 + rng.integer(40)},
    mapping: { search: false, objective: "energy" }, digital: { sizes: "stated", buffer: { capacity: "16 MiB" } },
    floorplan: { network: { model: "ideal" } } } }`,
);

const same = (own: number, wanted: number, what: string): void => {
  if (wanted === 0) expect(own, what).toBe(0);
  else expect(own / wanted, what).toBeCloseTo(1, 9);
};

describe.each(TEXTS)("a random config: %s", (text) => {
  const { design, workload } = configOf(text);
  const contenders = priceAll(design, workload, POINT);
  const priced = IDS.map((id) => {
    const contender = contenders.find((one) => one.id === id);
    if (contender?.feasible !== true) throw new Error(`${id}: ${contender?.reason}`);
    return contender;
  });
  const cases = priced.map((contender): [string, FeasibleResult] => [contender.id, contender]);

  it.each(cases)("%s acts as often as hardware would", (id, { design: own, cost }) => {
    const seen = contenderOf(id).workload(workload);
    const tally = walk(id, own, seen);
    const counted = new Map(
      cost.breakdown.map((item) => [`${item.operation} ${item.component} ${item.action}`, item.count]),
    );
    for (const [name, count] of Object.entries(tally)) same(counted.get(name) ?? Number.NaN, count, name);
  });

  it.each(cases)(
    "%s takes counts times its records' prices, leakage for its latency and its instances' area",
    (id, { design: own, cost }) => {
      const records = recordsOf(own);
      let area = 0;
      const instances = new Map<string, number>();
      for (const { component, count, area: line } of cost.areas) {
        same(line, count * records[component].area, `area of ${component}`);
        area += count * records[component].area;
        instances.set(component, count);
      }
      same(cost.area, area, "area");
      const actions = cost.breakdown.filter(({ operation }) => operation !== "leakage");
      let [energy, inside] = [0, 0];
      for (const { component, action, count, energy: item } of actions) {
        const each = records[component].actions[action]?.energy ?? 0;
        same(item, count * each, `${component} ${action}`);
        energy += count * each;
        if (!BESIDE.includes(component)) inside += count * each;
      }
      const { latency } = cost.timing;
      let [leakage, standby] = [0, 0];
      for (const [component, count] of instances) {
        const watts = count * records[component].leakage;
        if (!STANDBY.includes(component)) leakage += watts;
        else if (!BESIDE.includes(component)) standby += watts;
      }
      const warm = warmth(own, { power: inside / latency + standby, leakage, area });
      expect(warm, id).toBeGreaterThan(1.001);
      let idle = 0;
      for (const [component, count] of instances) {
        const watts = count * records[component].leakage * (STANDBY.includes(component) ? 1 : warm);
        const item = cost.breakdown.find((one) => one.operation === "leakage" && one.component === component);
        expect((item?.energy ?? 0) / (watts * latency || 1), `leakage of ${component}`).toBeCloseTo(
          watts > 0 ? 1 : 0,
          6,
        );
        idle += watts;
      }
      expect(cost.energy / (energy + idle * latency)).toBeCloseTo(1, 7);
      expect(cost.power.idle / idle).toBeCloseTo(1, 6);
      same(cost.power.average, cost.energy / latency, "average power");
    },
  );

  it.each(cases)("%s is cut from dies of which the largest is no less than the mean", (_, { die, cost }) => {
    const { dies, dieArea, uncutArea } = die ?? {
      dies: Number.NaN,
      dieArea: Number.NaN,
      uncutArea: Number.NaN,
    };
    expect(dieArea * dies).toBeGreaterThanOrEqual(cost.area * (1 - 1e-12));
    expect(dieArea).toBeLessThanOrEqual(uncutArea);
    expect(dieArea).toBeLessThanOrEqual(26e-3 * 33e-3);
  });

  it.each(cases)("%s clocks and sequences its units while they are busy", (_, { design: own, cost }) => {
    const records = recordsOf(own);
    const { frequency, memoryShare } = own.floorplan.clock.behaviour;
    const wanted = new Map<string, number>();
    const clockedOf = (component: string): number =>
      records[component].area * 1e6 * (["buffer", "search", "topK"].includes(component) ? memoryShare : 1);
    for (const { operation, component, action, count } of cost.breakdown) {
      if (operation === "leakage" || action === "stall" || !CLOCKED.includes(component)) continue;
      const cycles = count * records[component].actions[action].interval * frequency;
      wanted.set(`${operation} issue`, (wanted.get(`${operation} issue`) ?? 0) + cycles);
      wanted.set(`${operation} tick`, (wanted.get(`${operation} tick`) ?? 0) + cycles * clockedOf(component));
    }
    const found = cost.breakdown.filter(({ action }) => action === "issue" || action === "tick");
    expect(found).toHaveLength([...wanted.values()].filter((count) => count > 0).length);
    for (const { operation, action, count } of found)
      same(count, wanted.get(`${operation} ${action}`) ?? 0, `${operation} ${action}`);
    const units = cost.areas.filter(({ component }) => CLOCKED.includes(component));
    const countOf = (name: string): number =>
      cost.areas.find(({ component }) => component === name)?.count ?? 0;
    same(
      countOf("clock"),
      units.reduce((sum, { component, count }) => sum + count * clockedOf(component), 0),
      "clocked mm²",
    );
    same(
      countOf("control"),
      units.reduce((sum, { count }) => sum + count, 0),
      "sequencers",
    );
  });

  it("ratios are quotients of what the two take", () => {
    const all = Object.entries(ratios(contenders));
    let compared = 0;
    for (const [name, { energy, latency, area }] of all) {
      const [above, below] = name
        .split("/")
        .map((id) => priced.find((contender) => contender.id === id)?.cost);
      if (above === undefined || below === undefined) continue;
      same(Number(energy), above.energy / below.energy, `energy of ${name}`);
      same(Number(latency), above.timing.latency / below.timing.latency, `latency of ${name}`);
      same(Number(area), above.area / below.area, `area of ${name}`);
      compared++;
    }
    expect(compared).toBeGreaterThan(5);
  });
});

it.each(IDS)("%s sends each access's bits over the way that its operation takes", (id) => {
  const { design, workload } = configOf(TEXTS[0].replace('network: { model: "ideal" }', ""));
  const contender = priceAll(design, workload, POINT).find((one) => one.id === id);
  if (contender?.feasible !== true) throw new Error(id);
  const { breakdown } = contender.cost;
  const has = (name: string): boolean => breakdown.some(({ component }) => component === name);
  const hashUnit = has("array") ? "arrays" : has("projection") ? "projection" : "mac";
  const wanted = new Map<string, number>();
  for (const item of breakdown) {
    const way = wayOf(item, contender.design, hashUnit);
    if (way === null) continue;
    const name = `${item.operation} ${way.route}`;
    wanted.set(
      name,
      (wanted.get(name) ?? 0) + (item.count * way.bits) / contender.design.floorplan.network.behaviour.bits,
    );
  }
  const sent = breakdown.filter(
    ({ component, operation }) => component === "network" && operation !== "leakage",
  );
  expect(sent.map(({ operation, action }) => `${operation} ${action}`).sort()).toEqual(
    [...wanted.keys()].sort(),
  );
  for (const { operation, action, count } of sent)
    same(count, wanted.get(`${operation} ${action}`) ?? Number.NaN, `${operation} ${action}`);
});
