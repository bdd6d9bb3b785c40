import { describe, expect, it } from "vitest";
import {
  anyOf,
  type ComponentCost,
  InfeasibleError,
  type Instance,
  nanometres,
  type Parameter,
  parameterTable,
} from "#base";
import { createTechnology } from "#technology";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { everyCase } from "../law.ts";
import { instanceOf, members, nodesOf } from "./instances.ts";

/**
 * Parameters that may make something less and nothing more at the component itself, with what holds them: `family model key`, where
 * `*` stands for any model.
 */
const HELD: Readonly<Record<string, string>> = {
  "search * sharing": "the mapping sets it: the queries that are there when a code is read",
  "search dram-scan comparisons": "fewer of them are no slower where the memory's bandwidth bounds the scan",
  "search dram-scan bandwidth": "the mapping gives no more than the memory behind the chip has",
  "search analog-pairs readTime": "bounded from below by the noise of a read's charge, which its errors have",
  "top-k * positionBits": "the mapping gives as many as a position in the sequence takes",
  "mac * lanes":
    "the shape of the array: longer rows are filled less, which the mapping charges as idle time",
  "sram * capacity": "what it holds: spills are charged",
  "sram * bits": "what one access moves: more accesses are counted",
  "dram * bits": "what one access moves: more accesses are counted",
  "link * bits": "what one flit moves: more flits are counted",
  "link h-tree side": "what it reaches",
  "link h-tree levels": "what it reaches",
  "link wire length": "what its price is for: the floorplan takes it times the distance",
  "sram * bandwidth":
    "wires of the chip's network, test/cost/chip-bandwidth.test.ts; banks bound what arrives",
  "sram compiled words": "what it holds",
  "dram * bandwidth": "data lines with their pads, test/cost/chip-bandwidth.test.ts",
  "clock gated-tree frequency": "no slower than MAC array and softmax, test/design/clock.test.ts",
  "mac * blockRows": "rows of a block: of fewer rows keys stream past more often, which the mapping counts",
  "mac systolic queries":
    "rows of a block: of fewer rows keys stream past more often, which the mapping counts",
  "dynamic-array * rows": "what it holds",
  "mac * blockWidth": "elements of a row of the block: of wider heads the store holds fewer rows",
  "dynamic-array gain-cell keyBits": "levels of a cell: fewer of them lose recall, which is simulated",
  "dynamic-array gain-cell cellCurrent":
    "a smaller current is noisier, which is simulated, and takes a longer least read",
  "dynamic-array gain-cell inputBits":
    "bits that a word line takes at once: fewer of them take more phases, which the mapping counts",
  "dynamic-array gain-cell queryBits": "levels of a query: fewer of them lose recall, which is simulated",
  "dynamic-array * readTime":
    "bounded from below by lines, pulses and charge noise, test/arrays/dynamic-read.test.ts",
  "adc charge-to-pulse charge": "set by the arrays that it reads, whose cells bound it",
  "dynamic-array * retention": "of its device; open: it is not listed as stated",
};

const FACTORS = [0.01, 0.1, 0.5, 2, 10, 100];
/** Units of what makes a thing faster. */
const OF_TIME = ["Hz", "s", "B/s", "S/s"];

const numbersOf = (cost: ComponentCost<string>): number[] => [
  cost.area,
  cost.leakage,
  ...Object.values(cost.actions).flatMap(({ energy, latency, interval }) => [energy, latency, interval]),
];

/** Whether nothing of a price is more than before, and something is less. */
function isFree(before: ComponentCost<string>, after: ComponentCost<string>): boolean {
  const [was, is] = [numbersOf(before), numbersOf(after)];
  return (
    was.every((value, n) => is[n] <= value * (1 + 1e-9)) && was.some((value, n) => is[n] < value * (1 - 1e-9))
  );
}

/** Values to try, as a config would write them. */
function movesOf({ kind, unit, minimum = -Infinity, maximum = Infinity }: Parameter, own: number): unknown[] {
  return FACTORS.map((factor) => (kind === "integer" ? Math.max(1, Math.round(own * factor)) : own * factor))
    .filter((value) => value !== own && value >= minimum && value <= maximum)
    .map((value) => (unit === undefined ? value : `${value} ${unit}`));
}

const known = (family: string, model: string, key: string): string | undefined =>
  [`${family} ${model} ${key}`, `${family} * ${key}`].find((name) => Object.hasOwn(HELD, name));

const used = new Set<string>();

/** Free moves of a model that nothing holds. */
function freeMoves(family: string, model: string): string[] {
  const table = parameterTable(anyOf<Instance>(shippedCatalogue, family, model, ""), shippedCatalogue);
  return table.flatMap((parameter) => {
    const key = parameter.path.slice(parameter.path.lastIndexOf(".") + 1);
    // What changes answers has its price in them; how long something takes never does.
    const isPriced = parameter.affects === "price" || OF_TIME.includes(parameter.unit ?? "");
    if (!parameter.models.includes(model) || !isPriced || parameter.stated) return [];
    const base = instanceOf(family, model);
    const own = base.params[key];
    if (typeof own !== "number" || own === 0) return [];
    const nodes = nodesOf(base);
    const technology = createTechnology(nanometres(nodes.includes(28) ? 28 : nodes[0]));
    const free = movesOf(parameter, own).filter((value) => {
      try {
        return isFree(base.cost(technology), instanceOf(family, model, { [key]: value }).cost(technology));
      } catch (error) {
        expect(error).toBeInstanceOf(InfeasibleError);
        return false;
      }
    });
    if (free.length === 0) return [];
    const name = known(family, model, key);
    if (name !== undefined) used.add(name);
    return name === undefined ? [`${key}: ${free.join(", ")}`] : [];
  });
}

describe("every model of every family", () => {
  const cases = Object.keys(shippedCatalogue.families).flatMap((family) =>
    members(family).map((model): [string, string] => [family, model]),
  );

  it("asks something for what is made faster or smaller, or refuses it, or something else holds it", () => {
    everyCase(cases, cases.length, ([family, model]) => {
      expect(freeMoves(family, model)).toEqual([]);
    });
    expect([...used].sort()).toEqual(Object.keys(HELD).sort());
  });

  it("names the clock at which it was measured if it has one", () => {
    const clocked = cases.filter(
      ([family, model]) => typeof instanceOf(family, model).params.clock === "number",
    );
    everyCase(clocked, 25, ([family, model]) => {
      expect(instanceOf(family, model).measured).toBeDefined();
    });
  });
});
