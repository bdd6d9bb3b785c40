import { describe, expect, it } from "vitest";
import { InfeasibleError, nanometres } from "#base";
import { createTechnology } from "#technology";
import type {
  ComparisonDesign,
  DesignResult,
  FeasibleResult,
} from "../../src/comparison/comparison-design.ts";
import { asksForSearch, PAIRS, SEARCHED } from "../../src/comparison/comparison-designs.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../src/comparison/designs/lsh-memristor.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { selectedAnalog } from "../../src/comparison/designs/selected-analog.ts";
import { floorOf, floors, shareLaw, shareLaws } from "../../src/comparison/floors.ts";
import { priceAll, priceContender } from "../../src/comparison/priced-comparison.ts";
import { price } from "../../src/evaluate.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";
import { randomChip } from "./neighbours.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

function comparison(workload = "", design = ""): DesignResult[] {
  const { design: own, workload: seen } = configOf(
    `{ workload: { ${workload} }, design: { ${IDEAL_FLOORPLAN}, ${design} } }`,
  );
  return priceAll(own, seen, POINT);
}

function found(contenders: readonly DesignResult[], { id }: ComparisonDesign): FeasibleResult {
  const contender = contenders.find((candidate) => candidate.id === id);
  if (!contender?.feasible) throw new Error(`${id} is infeasible: ${contender?.reason}`);
  return contender;
}

const energyOf = ({ cost }: FeasibleResult, ...operations: string[]): number =>
  cost.breakdown
    .filter(({ operation }) => operations.includes(operation))
    .reduce((sum, { energy }) => sum + energy, 0);

/** What the unit that chooses takes, J. */
const choiceOf = ({ cost }: FeasibleResult): number =>
  cost.breakdown
    .filter(({ operation, component }) => operation === "top-k" && component === "topK")
    .reduce((sum, { energy }) => sum + energy, 0);

// One layer of two query heads over one key head, d = 64, a decode of 1000 keys of which 50 are attended.
const SMALL = `layers: 1, heads: 2, kvHeads: 1, headWidth: 64, length: 1000, phase: "decode",
  attention: { localWindow: 9, sink: 1, budget: { kind: "fixed", keys: 50 }, codes: { bits: 64, query: "signs" } }`;
const AT28 = createTechnology(nanometres(28));

describe("energies by hand", () => {
  const contenders = comparison(SMALL, 'digital: { fetchBy: "gather" }');

  it("F: three searches of both heads over 1000 keys for the threshold that is carried over, one code written", () => {
    const own = found(
      comparison(SMALL, 'digital: { fetchBy: "gather", sizes: "stated" }, search: { model: "cam-2t2r" }'),
      scoreMemristor,
    );
    const { search, topK } = own.design;
    expect(topK.model).toBe("carried");
    // 64 signs and 8 bits of length a row, one macro of 1024 rows.
    expect(search.params).toMatchObject({ bits: 72, macros: 1 });
    const store = search.cost(AT28).actions;
    const unit = topK.cost(AT28).actions;
    expect(energyOf(own, "search") / (2 * 1000 * 3 * store.search.energy)).toBeCloseTo(1, 12);
    expect(energyOf(own, "code") / store.write.energy).toBeCloseTo(1, 12);
    // The lines of 1 000 keys are counted.
    const expected = 2 * (3 * 1000 * unit.select.energy + 3 * unit.scan.energy);
    expect(choiceOf(own) / expected).toBeCloseTo(1, 12);
  });

  it("G: one search of both heads in a digital store, counted by 65 levels of 8 classes of length", () => {
    const own = found(
      comparison(
        SMALL,
        'digital: { fetchBy: "gather" }, search: { model: "sram-scan" }, topK: { model: "counting" }',
      ),
      scoreDigital,
    );
    const { search, topK } = own.design;
    expect(["sram-scan", "digital-cim"]).toContain(search.model);
    const unit = topK.cost(AT28).actions;
    expect(energyOf(own, "search") / (2 * 1000 * search.cost(AT28).actions.search.energy)).toBeCloseTo(1, 12);
    const expected = 2 * (1000 * unit.select.energy + 65 * 8 * unit.scan.energy);
    expect(choiceOf(own) / expected).toBeCloseTo(1, 12);
  });

  it("H: two bits a coordinate, four of a query, counted once", () => {
    const own = found(contenders, lowBitKeys);
    expect(own.design.search.params).toMatchObject({ bits: 68, keyBits: 2, queryBits: 4 });
    const store = own.design.search.cost(AT28).actions;
    expect(energyOf(own, "search") / (2 * 1000 * store.search.energy)).toBeCloseTo(1, 12);
  });

  it("attention to 50 keys of both heads: 2 × 50 pairs of 64", () => {
    const mac = found(contenders, scoreMemristor).design.digital.mac.cost(AT28).actions.mac.energy;
    let compared = 0;
    for (const contender of SEARCHED) {
      expect(energyOf(found(contenders, contender), "score") / (2 * 50 * 64 * mac)).toBeCloseTo(1, 12);
      compared++;
    }
    expect(compared).toBe(3);
  });

  it("steps sum to the whole to 1e-9", () => {
    let compared = 0;
    for (const contender of SEARCHED)
      for (const all of [contenders, comparison("length: 2048")]) {
        const { cost } = found(all, contender);
        const sum = cost.breakdown.reduce((total, { energy }) => total + energy, 0);
        expect(Math.abs(sum / cost.energy - 1)).toBeLessThan(1e-9);
        const area = cost.areas.reduce((total, own) => total + own.area, 0);
        expect(Math.abs(area / cost.area - 1)).toBeLessThan(1e-9);
        compared++;
      }
    expect(compared).toBe(6);
  });
});

describe("limits", () => {
  it.each(["prefill", "decode"])(
    "%s: with all keys attended, scores, softmax and values take what exact attention does",
    (phase) => {
      const contenders = comparison(
        `length: 600, phase: "${phase}", attention: { budget: { kind: "fixed", keys: 600 } }`,
      );
      const exact = found(contenders, exactDigital);
      const dynamic = (contender: FeasibleResult): number =>
        contender.cost.breakdown
          .filter(
            ({ operation, action }) =>
              /^(score|softmax|weigh|combine)$/.test(operation) && action !== "stall",
          )
          .reduce((sum, { energy }) => sum + energy, 0);
      let compared = 0;
      for (const contender of SEARCHED) {
        expect(dynamic(found(contenders, contender)) / dynamic(exact)).toBeCloseTo(1, 12);
        compared++;
      }
      expect(compared).toBe(3);
    },
  );

  it("more bits and more keys take more", () => {
    // Of the whole: which store takes least may change with the bits.
    const at = (contender: ComparisonDesign, attention: string): number =>
      found(
        comparison(
          `length: 4096, phase: "decode", attention: { ${attention} }`,
          'digital: { fetchBy: "gather" }, search: { model: "cam-2t2r", bits: 256 }',
        ),
        contender,
      ).cost.energy;
    let compared = 0;
    for (const contender of [scoreMemristor, scoreDigital])
      for (const [less, more] of [
        [64, 128],
        [128, 256],
      ]) {
        const bits = (b: number): number => at(contender, `codes: { bits: ${b}, query: "signs" }`);
        expect(bits(more)).toBeGreaterThan(bits(less));
        compared++;
      }
    for (const [less, more] of [
      [1, 2],
      [2, 4],
    ]) {
      const bits = (b: number): number => at(lowBitKeys, `codes: { coordinateBits: ${b} }`);
      expect(bits(more)).toBeGreaterThan(bits(less));
      compared++;
    }
    for (const contender of SEARCHED) {
      const keys = (k: number): number => at(contender, `budget: { kind: "fixed", keys: ${k} }`);
      expect(keys(512)).toBeGreaterThan(keys(256));
      compared++;
    }
    expect(compared).toBe(9);
  });

  it("one search for all query heads of a key head takes a quarter of the searches, and no row twice", () => {
    const of = (searchers: string) =>
      found(
        comparison(
          `layers: 2, heads: 8, kvHeads: 2, headWidth: 64, length: 4096, phase: "decode",
           attention: { budget: { kind: "fixed", keys: 128 }, codes: { searchers: "${searchers}" } }`,
        ),
        scoreMemristor,
      );
    const [each, shared] = [of("query-head"), of("key-head")];
    expect(energyOf(shared, "search") / energyOf(each, "search")).toBeCloseTo(1 / 4, 9);
    expect(shared.mapping.pairs?.attended).toBe(each.mapping.pairs?.attended);
    expect(shared.mapping.pairs?.fetchedBytes).toBe(2 * 2 * 128 * 2 * 64);
    expect(Number(each.mapping.pairs?.fetchedBytes)).toBeGreaterThan(
      3 * Number(shared.mapping.pairs?.fetchedBytes),
    );
  });

  it("by default as many keys as the LSH design attends", () => {
    const contenders = comparison("length: 4096");
    const { mapping } = found(contenders, scoreMemristor);
    // 2 layers × 2 heads; 8 rounds of 64 slots and 17 near ones, fewer for the first queries.
    const keys = Array.from({ length: 4096 }, (_, i) => Math.min(i + 1, 8 * 64 + 17));
    expect(mapping.pairs?.attended).toBeCloseTo(4 * keys.reduce((sum, k) => sum + k, 0), 3);
  });
});

describe("floors", () => {
  const contenders = comparison("length: 4096");

  it("of designs that differ in the hash are 1 − s, less what all else takes less above the line", () => {
    const all = floors(contenders);
    for (const [above, below, hash] of [
      [lshMemristor, lshDigital, ["hash"]],
      [scoreMemristor, scoreDigital, ["hash", "map"]],
    ] as const) {
      const [a, b] = [found(contenders, above), found(contenders, below)];
      const share = energyOf(b, ...hash) / b.cost.energy;
      const rest =
        (a.cost.energy - energyOf(a, ...hash) - (b.cost.energy - energyOf(b, ...hash))) / b.cost.energy;
      const floor = all[`${above.id}/${below.id}`];
      expect(floor?.unit).toBe("hash");
      expect(floor?.ratio).toBeCloseTo(1 - share + Math.min(0, rest), 12);
      expect(a.cost.energy / b.cost.energy).toBeGreaterThan(Number(floor?.ratio));
    }
  });

  it("are none where more differs than one part, or nothing", () => {
    expect(floorOf(contenders, scoreMemristor, lshMemristor)).toBeNull();
    expect(floorOf(contenders, lshDigital, exactDigital)).toBeNull();
    expect(floorOf(contenders, lshDigital, lshDigital)).toBeNull();
  });
});

describe("the designs that search codes", () => {
  it("are paired with one another", () => {
    const names = PAIRS.map(([above, below]) => `${above.letter}/${below.letter}`);
    for (const pair of ["F/A", "F/C", "F/G", "F/H", "G/H", "G/A", "H/A"]) expect(names).toContain(pair);
  });

  it("are asked for by the selector of any of them", () => {
    const asked = (select: string): boolean =>
      asksForSearch(configOf(`{ workload: { attention: { select: "${select}" } } }`).workload);
    expect(["score", "hadamard", "low-bit-keys"].map(asked)).toEqual([true, true, true]);
    expect(asked("buckets")).toBe(false);
  });

  const refusal = (contender: ComparisonDesign, workload: string, design = ""): string => {
    const own = comparison(workload, design).find(({ id }) => id === contender.id);
    return own === undefined || own.feasible ? "feasible" : own.reason;
  };

  it("say what does not fit, before anything is simulated", () => {
    expect(refusal(scoreMemristor, "length: 512", 'search: { model: "cam-2t2r", bits: 64 }')).toBe(
      "search cam-2t2r: codes are 128 bits and a row holds 64 (use bits 128)",
    );
    // recall-lm keeps the codes of 2 layers × 2 heads: 4 × 4096 keys in macros of 1024.
    expect(
      refusal(scoreMemristor, 'length: 4096, phase: "decode"', 'search: { model: "cam-2t2r", macros: 8 }'),
    ).toContain("(use macros 16)");
    expect(refusal(lowBitKeys, 'pass: "training"')).toContain('use workload.pass "forward"');
    expect(refusal(scoreMemristor, 'attention: { budget: { kind: "mass" } }')).toContain("budget.expected");
    expect(
      refusal(scoreMemristor, 'attention: { codes: { query: "values" } }', 'search: { model: "cam-charge" }'),
    ).toContain('use readout family "adc"');
    expect(
      refusal(scoreMemristor, 'attention: { codes: { query: "map" } }', 'search: { model: "cam-16t" }'),
    ).toContain('workload.attention.codes.query "signs"');
    expect(refusal(scoreMemristor, "length: 512")).toBe("feasible");
    expect(() =>
      configOf('{ workload: { length: 512, attention: { budget: { kind: "fixed", keys: 513 } } } }'),
    ).toThrow("workload.attention.budget.keys: expected at most the 512 keys of a sequence, received 513");
  });

  it("a budget of mass with a stated share is priced, in a store that reports scores", () => {
    const own = found(
      comparison('length: 2048, attention: { budget: { kind: "mass", mass: 0.95, expected: 0.2 } }'),
      scoreMemristor,
    );
    expect([own.design.search.model, own.design.topK.model]).toEqual(["digital-cim", "counting"]);
    expect(
      own.cost.breakdown.some(({ component, action }) => component === "topK" && action === "weigh"),
    ).toBe(true);
    const pairs = (2048 * 2049) / 2;
    expect(Number(own.mapping.pairs?.attended) / (4 * pairs)).toBeCloseTo(0.2, 2);
  });

  it("arrays that read out the largest are read for signs", () => {
    const contenders = comparison('length: 1024, attention: { hash: "cross-polytope" }');
    expect(found(contenders, lshMemristor).design.hashing.readout.behaviour.reads).toBe("largest");
    expect(found(contenders, scoreMemristor).design.hashing.readout.behaviour.reads).toBe("signs");
  });

  it("an unpriced choice is refused as infeasible, not by another error", () => {
    const { design, workload } = configOf('{ workload: { pass: "training" } }');
    expect(() => price(scoreDigital.design(design), scoreDigital.workload(workload), POINT)).toThrow(
      InfeasibleError,
    );
    expect(priceContender(scoreDigital, design, workload, POINT).feasible).toBe(false);
  });
});

describe("a store that a config names", () => {
  const stores = ["sram-scan", "digital-cim", "cam-2t2r", "cam-charge"];
  const value = ({ cost }: FeasibleResult): number => cost.energy * cost.timing.latency;

  // Chips whose arrays hash slowly, and units that answer scores: there the best store is not a content-addressable memory.
  it.each([
    [20, ""],
    [29, ""],
    [3, "topK: { model: 'counting' },"],
  ])("improves no design that chooses one by itself: chip %i { %s }", (chip, unit) => {
    const priced = (more: string, record: ComparisonDesign): FeasibleResult | null => {
      const { design, workload } = configOf(randomChip(chip).text(`${unit} ${more}`));
      const one = priceContender(record, design, workload, POINT);
      return one.feasible ? one : null;
    };
    let named = 0;
    for (const record of [scoreMemristor, selectedAnalog]) {
      const own = priced("", record);
      if (own === null) throw new Error(`${record.id} has no price`);
      for (const model of stores) {
        const other = priced(`search: { model: '${model}' }`, record);
        if (other === null) continue;
        expect(other.design.search.model).toBe(model);
        expect(value(own)).toBeLessThanOrEqual(value(other) * 1.01);
        named++;
      }
    }
    expect(named).toBeGreaterThanOrEqual(4);
  });
});

describe("the law of shares", () => {
  it("says what a better hash can win, and the factor that makes two designs equal", () => {
    const contenders = comparison("length: 4096");
    const law = shareLaws(contenders)["lsh-memristor/lsh-digital"];
    const [c, b] = [found(contenders, lshMemristor), found(contenders, lshDigital)];
    const own = energyOf(c, "hash");
    expect(law.unit).toBe("hash");
    expect(law.energy.floor).toBeCloseTo(1 - energyOf(b, "hash") / b.cost.energy, 12);
    // C with B's hash in place of its own takes as much as B but for its longer time, which leaks: within 1 %.
    expect(Math.abs((c.cost.energy - own + energyOf(b, "hash")) / b.cost.energy - 1)).toBeLessThan(0.01);
    expect(law.energy.breakEven ?? 0).toBeLessThan(0.6);
    // Heads follow one another through overlapping stages here.
    expect(law.latency).toBeNull();
  });

  it("holds for a store and a top-k unit as for a hash, and its factor does make the pair equal", () => {
    const decode = 'length: 65536, phase: "decode", heads: 2, kvHeads: 1, layers: 1';
    const codes = 'attention: { codes: { query: "signs" }, budget: { kind: "fixed", keys: 256 } }';
    const one = (search: string): FeasibleResult =>
      found(comparison(`${decode}, ${codes}`, `search: { model: "${search}" }`), scoreMemristor);
    const [resistive, charge] = [one("cam-2t2r"), one("cam-charge")];
    const law = shareLaw(resistive, charge);
    expect(law?.unit).toBe("store");
    const inUnit = (contender: FeasibleResult): number => energyOf(contender, "search", "top-k", "code");
    expect(law?.energy.share).toBeCloseTo(inUnit(charge) / charge.cost.energy, 12);
    const { breakEven } = law?.energy ?? {};
    const rest = resistive.cost.energy - inUnit(resistive);
    expect((rest + Number(breakEven) * inUnit(resistive)) / charge.cost.energy).toBeCloseTo(1, 9);
    expect(shareLaw(resistive, resistive)).toBeNull();
  });

  it("bounds the latency where one stage differs and stages follow one another", () => {
    const decode = 'length: 4096, phase: "decode", heads: 1, kvHeads: 1, layers: 3';
    const contenders = comparison(decode, "cores: 1");
    const [c, b] = [found(contenders, lshMemristor), found(contenders, lshDigital)];
    const bound = shareLaw(c, b)?.latency;
    const hash = (contender: FeasibleResult): number =>
      3 * Number(contender.cost.timing.stages.find(({ name }) => name === "hash")?.time);
    expect(bound?.share).toBeCloseTo(hash(b) / b.cost.timing.latency, 9);
    expect(c.cost.timing.latency / b.cost.timing.latency).toBeGreaterThan(Number(bound?.floor));
  });
});
