import { describe, expect, it } from "vitest";
import { digits, engineering, percent, plusMinus } from "#base";
import type { Finding } from "#reports";
import { screenSink } from "#reports";
import { findingsOf } from "../../../../src/commands/compare/report/findings.ts";
import { compareAnswer } from "../../../../src/commands/compare/report/text.ts";
import { twinSentence } from "../../../../src/commands/compare/report/verdict.ts";
import type { Comparison } from "../../../../src/commands/compare/run/comparison.ts";
import { type FeasibleResult, feasibleOf } from "../../../../src/comparison/comparison-design.ts";
import { contenderOf, SUBJECT } from "../../../../src/comparison/comparison-designs.ts";
import { lshDigital } from "../../../../src/comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../../../src/comparison/designs/lsh-memristor.ts";
import {
  ENERGY_CLASSES,
  type EnergyClass,
  energyByClass,
  energyByKind,
  hashShares,
} from "../../../../src/comparison/energy-classes.ts";
import { wholeThroughputOf } from "../../../../src/comparison/metrics/prices.ts";
import { says } from "../../../report/printed.ts";
import { plainComparison } from "./plain-comparison.ts";

const comparison = await plainComparison();
const screen = (of: Comparison, width = 80): string => {
  const { blocks, screen } = compareAnswer(of);
  return screenSink(blocks.slice(0, screen), width);
};
const found = (of: Comparison, id: string): Finding => {
  const finding = findingsOf(of).find((one) => one.id === id);
  if (finding === undefined) throw new Error(`no finding ${id}`);
  return finding;
};

/** Every way in which a report prints a value, as the numeral alone. */
const numerals = (value: number | string | boolean | null): string[] =>
  typeof value === "number"
    ? [
        String(value),
        digits(value),
        percent(value).replace(" %", ""),
        // Shares of the energy are rounded.
        (100 * value).toFixed(0),
        (100 * value).toFixed(1),
        engineering(value, "").trim().split(" ")[0],
      ]
    : typeof value === "string"
      ? [...value.matchAll(/[\d.]+/g)].map(([text]) => text)
      : [];

const variant = (
  of: Comparison,
  name: "memristor" | "local-window" | "random-buckets",
  recall: number,
  error: number,
): Comparison => {
  const own = of.fidelity.variants[name];
  const variants = {
    ...of.fidelity.variants,
    [name]: {
      ...own,
      recall: { ...own.recall, mean: recall },
      outputError: { ...own.outputError, mean: error },
    },
  };
  return { ...of, fidelity: { ...of.fidelity, variants } };
};

/** What of C's energy goes with its arrays, J: they only hash, so their leakage and area go too, and the time that they take. */
function savedByFreeHash({ cost: { breakdown, areas, area, timing } }: FeasibleResult): number {
  const arrays = ["array", "dac", "driver", "tileSwitch", "mux", "inputStage", "readout"];
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  const time =
    sum(timing.stages.filter(({ name }) => name === "hash").map((stage) => stage.time)) /
    sum(timing.stages.map((stage) => stage.time));
  const left =
    1 - sum(areas.filter((part) => arrays.includes(part.component)).map((part) => part.area)) / area;
  return sum(
    breakdown.map(({ operation, component, energy }) => {
      if (operation === "leakage") return arrays.includes(component) ? energy : time * energy;
      if (operation === "hash" || operation === "map") return energy;
      return component === "network" || component === "link" ? (1 - Math.sqrt(left)) * energy : 0;
    }),
  );
}

describe("the first screen of a comparison", () => {
  it("fits 80 columns and, with two lines below it, 24 lines", () => {
    const lines = screen(comparison).trimEnd().split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.length + 2).toBeLessThanOrEqual(24);
    const rows = (title: string): number => lines.filter((line) => line.startsWith(`${title} `)).length;
    // The GPU, which is in no ratio, gives its row up before a finding on rates or on what to change.
    for (const { id, title } of comparison.contenders)
      if (contenderOf(id).inRatios) expect(rows(title)).toBe(1);
    expect(rows("E exact, GPU")).toBe(0);
    expect(lines.some((line) => line.includes("TOPS/W"))).toBe(true);
  });

  const lengthOf = (of: Comparison): number => {
    const lines = screen(of).trimEnd().split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    return lines.length + 2;
  };

  it("fits with a line for a quality by proxy, and with long caveats as well", () => {
    const { fidelity, loads } = comparison;
    const proxy = { ...comparison, fidelity: { ...fidelity, proxy: true, length: 4096 } };
    expect(screen(proxy).match(/Quality is not this workload's: it is measured on/g)).toHaveLength(1);
    expect(lengthOf(proxy)).toBeLessThanOrEqual(24);
    const load = { part: "line of a tile", current: 57e-6, limit: 45e-6, density: null };
    const tie = { id: "lsh-memristor", store: null, energy: 1.29, latency: 0.823, area: 1, excess: 0.001 };
    const long = {
      ...proxy,
      loads: [...loads, load],
      planTies: [{ ...tie, objective: "energy-delay" }],
    } as unknown as Comparison;
    expect(screen(long)).toMatch(/; a line of a tile:\s+57 µA/);
    expect(lengthOf(long)).toBeLessThanOrEqual(24);
  });

  it("leaves out the same findings in the same order, the verdict never", () => {
    const shown = (of: Comparison): string[] => {
      const text = screen(of).replaceAll(/\s+/g, " ");
      return findingsOf(of).flatMap((own) => (text.includes(own.text) ? [own.id] : []));
    };
    const { fidelity } = comparison;
    const own = shown({ ...comparison, fidelity: { ...fidelity, proxy: false } });
    const proxy = shown({ ...comparison, fidelity: { ...fidelity, proxy: true } });
    for (const ids of [own, proxy])
      expect(ids).toEqual(expect.arrayContaining(["verdict", "quality", "dominates", "caveats"]));
    // A line more costs the least needed finding and no other.
    expect(own.filter((id) => !proxy.includes(id)).length).toBeLessThanOrEqual(1);
  });

  it("says what the chip is, and each design's power", () => {
    const [, chip] = screen(comparison).split("\n");
    expect(chip).toBe("28 nm, 4 arrays of 64×128, 1-bit ADC, 4 096 MACs, 2 MiB SRAM, 25.6 GB/s DRAM");
    const own = comparison.contenders.find(({ id }) => id === lshMemristor.id);
    if (!own?.feasible) throw new Error("C has no price");
    const row = screen(comparison)
      .split("\n")
      .find((line) => line.startsWith(own.title));
    expect(row).toContain(` ${engineering(own.cost.power.average, "W")} `);
  });

  it("keeps the table whole where recalls have many digits", () => {
    const { variants } = comparison.fidelity;
    const recall = { mean: 0.999821, interval: 0.00007, samples: 2 };
    const memristor = { ...variants.memristor, recall };
    const text = screen({
      ...comparison,
      fidelity: { ...comparison.fidelity, variants: { ...variants, memristor } },
    });
    expect(text).toMatch(/^C .* 99\.98 % .*$/m);
    expect(text.match(/^design /gm)).toHaveLength(1);
  });

  it("says nothing that is not the text of a finding, whose numbers are its values", () => {
    const findings = findingsOf(comparison);
    const json = compareAnswer(comparison).json as { findings: Finding[] };
    expect(json.findings).toEqual(findings);
    const shown = screen(comparison)
      .split("\n\n")[0]
      .split("\n• ")
      .slice(1)
      .map((sentence) => sentence.replace(/\n {2}/g, " ").trim());
    const texts = findings.map(({ text }) => text);
    expect(shown).toEqual(texts.filter((text) => shown.includes(text)));
    // What does not fit is in the report, below the table.
    const { blocks } = compareAnswer(comparison);
    const all = blocks.flatMap((block) => (block.kind === "findings" ? block.sentences : []));
    expect(texts.filter((text) => !all.includes(text))).toEqual([]);
    for (const { text, values } of findings) {
      const known = Object.entries(values).flatMap(([key, value]) => {
        const interval = values[`${key}_interval95`];
        const pair =
          typeof value === "number" && typeof interval === "number"
            ? plusMinus(100 * value, 100 * interval).split(" ± ")
            : [];
        return [...numerals(value), ...pair];
      });
      for (const [numeral] of text.matchAll(/\d[\d.]*(?:e[+-]?\d+)?/g))
        expect(known, `${numeral} in "${text}"`).toContain(numeral.replace(/\.$/, ""));
    }
  });

  it("names both controls, and the one that refutes the hash", () => {
    const own = (recall: number, error: number): Comparison =>
      variant(variant(comparison, "memristor", recall, error), "random-buckets", 0.3, 0.9);
    const fair = found(variant(own(0.9, 0.05), "local-window", 0.5, 0.4), "quality").text;
    expect(fair).toMatch(
      /software hash's .*; controls: local window [\d.]+ %, random buckets [\d.]+ %, at ×[\d.]+, ×[\d.]+ C's output error/,
    );
    expect(fair).not.toContain("no merit");
    const window = variant(own(0.6, 0.16), "local-window", 0.85, 0.15);
    expect(found(window, "quality")).toMatchObject({ values: { refuted_by: "local window" } });
    expect(found(window, "quality").text).toContain(": no merit of the hash over local window.");
    // As much recall with a larger error refutes nothing.
    const worse = variant(own(0.6, 0.1), "local-window", 0.85, 0.15);
    expect(found(worse, "quality").values.refuted_by).toBe("");
    expect(found(worse, "quality").text).toMatch(/local window 85 % \(higher\), random buckets 30 %,/);
    expect(fair).not.toContain("(higher)");
  });

  it("loses, wins or trades as energy and latency say", () => {
    const scaled = (energy: number, latency: number): string => {
      const contenders = comparison.contenders.map((contender) => {
        if (!contender.feasible || contender.id !== lshMemristor.id) return contender;
        const twin = comparison.contenders.find(({ id }) => id === lshDigital.id);
        if (!twin?.feasible) throw new Error("B has no price");
        const timing = { ...contender.cost.timing, latency: twin.cost.timing.latency * latency };
        return { ...contender, cost: { ...contender.cost, energy: twin.cost.energy * energy, timing } };
      });
      return found({ ...comparison, contenders }, "verdict").text;
    };
    expect(scaled(2, 3)).toMatch(/^C \(recall \d+ %\) loses to B \(×2 energy, ×3 latency[;)]/);
    expect(scaled(0.5, 0.25)).toContain(" beats B (×0.5 energy, ×0.25 latency");
    expect(scaled(2, 0.25)).toContain(" trades with B (");
    expect(scaled(1.001, 0.999)).toContain(" ties with B (");
    expect(scaled(1.001, 1.2)).toContain(" loses to B (");
  });

  it("says at which recall a rival is beaten, where it is another than the design's", () => {
    const { fidelity, contenders, searched } = comparison;
    const { memristor } = fidelity.variants;
    const recall = (mean: number) => ({ ...memristor, recall: { ...memristor.recall, mean } });
    const variants = { ...fidelity.variants, memristor: recall(0.69), digital: recall(0.698) };
    const analog = { ...recall(0.66), codes: undefined } as unknown as Comparison["searched"][string];
    const { text, values } = found(
      {
        ...comparison,
        contenders,
        fidelity: { ...fidelity, variants },
        searched: { ...searched, "exact-analog": analog },
      },
      "verdict",
    );
    expect(text).toMatch(/^C \(recall 69 %\) /);
    expect(text).toMatch(/\bA \([^)]*; 100 %\)/);
    expect(text).toMatch(/\bD \([^)]*; 66 %\)/);
    // Within the margin of one percent, as the next sentence says.
    expect(text).toMatch(/\bB \([^;)]*\)/);
    expect(values).toMatchObject({ recall: 0.69, recall_of_A: 1, recall_of_D: 0.66 });
  });

  it("takes its shares from the classes of the energy table", () => {
    const contender = comparison.contenders.find(({ id }) => id === lshMemristor.id);
    if (!contender?.feasible) throw new Error("C has no price");
    const classes = energyByClass(contender.cost);
    const largest = Math.max(...ENERGY_CLASSES.map((name) => classes[name]));
    const { values } = found(comparison, "dominates");
    expect(values.energy_share).toBeCloseTo(largest / contender.cost.energy, 12);
    expect(classes[values.energy_class as keyof typeof classes]).toBe(largest);
  });

  it("sums kinds of energy to the whole, and says what a hash that takes nothing would save", () => {
    const { contenders, workload } = comparison;
    const [own, exact] = [lshMemristor.id, "exact-digital"].map((id) => {
      const contender = contenders.find((one) => one.id === id);
      if (!contender?.feasible) throw new Error(`${id} has no price`);
      return contender;
    });
    for (const contender of contenders)
      if (contender.feasible) {
        const kinds = Object.values(energyByKind(contender.cost)).reduce((sum, one) => sum + one, 0);
        expect(kinds / contender.cost.energy).toBeCloseTo(1, 9);
      }
    // All analog energy of C is the hash's: arrays, drivers, converters.
    const analog = energyByKind(own.cost).analog;
    expect(analog).toBeGreaterThan(0);
    expect(analog).toBeLessThanOrEqual(energyByClass(own.cost).hash * (1 + 1e-9));
    expect(energyByKind(exact.cost).analog).toBe(0);
    const bound = found(comparison, "amdahl").values.hash_energy_share;
    expect(bound).toBeCloseTo(savedByFreeHash(own) / own.cost.energy, 12);
    const twin = contenders.find(({ id }) => id === lshDigital.id);
    if (twin?.feasible) expect(bound).toBeGreaterThanOrEqual(1 - twin.cost.energy / own.cost.energy);
    // Two operations a multiply-accumulate of exact attention, causal: L (L + 1) / 2 pairs of 2 × 64 each.
    const { layers, heads, length, headWidth } = workload;
    const operations = 2 * layers * heads * 2 * headWidth * ((length * (length + 1)) / 2);
    const { tops_per_W, tops_per_square_mm, model_tokens_per_s } = found(comparison, "efficiency").values;
    expect(Number(tops_per_W) * 1e12 * own.cost.energy).toBeCloseTo(operations, 0);
    const { latency } = own.cost.timing;
    expect((Number(tops_per_square_mm) * 1e18 * latency * own.cost.area) / operations).toBeCloseTo(1, 9);
    // Power and area of the table give the same rate from either.
    const watts = own.cost.energy / latency;
    expect((Number(tops_per_W) * watts) / (Number(tops_per_square_mm) * own.cost.area * 1e6)).toBeCloseTo(
      1,
      9,
    );
    expect(model_tokens_per_s).toBe(wholeThroughputOf(workload, own));
    expect(found(comparison, "efficiency").values.model_tokens_per_s_of_A).toBe(
      wholeThroughputOf(workload, exact),
    );
  });

  it("counts each verdict that assumed numbers turn once, those on the asked design before others", () => {
    const turned = (...pairs: readonly (readonly [string, string])[]) => {
      const list = pairs.map(([number, pair]) => ({
        number: `x:${number}`,
        pair,
        quantity: "energy" as const,
      }));
      const { text, values } = found(
        { ...comparison, assumedReach: { ...comparison.assumedReach, turned: list } },
        "caveats",
      );
      return [text.replace(/^[^;]*; /, "").replace(/[;.].*$/s, ""), values.verdicts_turned];
    };
    expect(turned()).toEqual(["none alone changes a verdict", 0]);
    const [fa, fc, cb] = [
      "score-memristor/exact-digital",
      "score-memristor/lsh-memristor",
      "lsh-memristor/lsh-digital",
    ];
    expect(turned(["a", fa])).toEqual(["1 verdict changes, none on C (F/A: a)", 1]);
    expect(turned(["a", fa], ["b", fc], ["c", fc])).toEqual(["1 verdict on C changes (F/C: b)", 1]);
    expect(turned(["b", fc], ["c", cb])).toEqual(["2 verdicts on C change (F/C: b)", 2]);
  });

  it("says of a rival whose outputs are much farther off that they are", () => {
    const { exactAnalog, outputError } = { exactAnalog: "exact-analog", outputError: 0.9 };
    const { variants } = comparison.fidelity;
    const own = variants.memristor;
    const chance = 5 * own.outputError.mean;
    const control = { ...variants["random-buckets"], outputError: { mean: chance, interval: 0, samples: 2 } };
    const fidelity = { ...comparison.fidelity, variants: { ...variants, "random-buckets": control } };
    const of = (mean: number): string =>
      found(
        {
          ...comparison,
          fidelity,
          searched: {
            ...comparison.searched,
            [exactAnalog]: {
              recall: own.recall,
              outputError: { mean, interval: 0, samples: 2 },
              attended: 1,
              searches: 0,
            },
          },
        },
        "verdict",
      ).text;
    const two = (value: number): number => Number(value.toPrecision(2));
    const [much, most] = [0.99 * chance, 1.01 * chance];
    expect(of(much)).toContain(`; ${two(much / own.outputError.mean)} × C's error)`);
    // Worse than the control that hashes nothing, it says so.
    expect(of(most)).toContain("; 1 × random buckets' error)");
    expect(of(outputError)).toContain(`; ${two(outputError / chance)} × random buckets' error)`);
    expect(of(1.5 * own.outputError.mean)).not.toContain("error)");
  });

  it("says why the hash on arrays takes more or less than the digital one: by class, and a head's hash", () => {
    const [own, twin] = [SUBJECT, lshDigital].map((record) => {
      const priced = feasibleOf(comparison.contenders, record);
      if (priced === null) throw new Error(`no price of ${record.id}`);
      return priced.cost;
    });
    const hashOf = ({ timing }: typeof own): number =>
      timing.stages.find(({ name }) => name === "hash")?.time ?? Number.NaN;
    const sentence = twinSentence(comparison);
    const [whole, items] = sentence.match(/^C takes (.*) more than B \((.*)\)\.$/)?.slice(1) ?? [];
    says(whole, [own.energy - twin.energy], "difference");
    const named = items.split(", ").map((item) => item.match(/^(.*) [+−].*$/)?.[1] as EnergyClass);
    const [mine, theirs] = [own, twin].map(energyByClass);
    says(
      items.replaceAll("+", ""),
      named.map((name) => mine[name] - theirs[name]),
      "classes",
    );
    // What is not named is a small part of the difference.
    const rest = own.energy - twin.energy - named.reduce((sum, name) => sum + mine[name] - theirs[name], 0);
    expect(Math.abs(rest)).toBeLessThan(0.1 * (own.energy - twin.energy));
    const { text, values } = found(comparison, "amdahl");
    expect([values.hash_time_s, values.twin_hash_time_s]).toEqual([hashOf(own), hashOf(twin)]);
    says(
      text,
      [Number(values.hash_energy_share), hashOf(own), hashShares(twin).saved, hashOf(twin)],
      "share of the hash",
    );
  });

  it("says so where the design has no price, and where quality is a proxy", () => {
    const contenders = comparison.contenders.map((contender) =>
      contender.id === lshMemristor.id
        ? { id: contender.id, title: contender.title, feasible: false as const, reason: "too wide" }
        : contender,
    );
    expect(findingsOf({ ...comparison, contenders }).map(({ id }) => id)).toEqual(["infeasible", "caveats"]);
    expect(screen({ ...comparison, contenders })).toContain("(C) cannot carry this workload: too wide.");
    const proxy = { ...comparison, fidelity: { ...comparison.fidelity, proxy: true } };
    expect(screen(proxy)).toContain("• Quality is not this workload's: it is measured on");
  });
});

describe("another model of a unit", () => {
  it("is named where it turns a verdict of the design, and not where it turns none", () => {
    const textWith = (energy: number): string => {
      const pair = "lsh-memristor/exact-digital";
      const ratios = { ...comparison.ratios, [pair]: { energy: 0.7, latency: 1, area: 1 } };
      const other = { ...ratios, [pair]: { energy, latency: 1, area: 1 } };
      const alternatives = [{ name: "the systolic model of the MAC array", ratios: other }];
      return found({ ...comparison, ratios, alternatives }, "caveats").text;
    };
    expect(textWith(1.11)).toContain("; with the systolic model of the MAC array C/A turns (×1.11)");
    for (const same of [0.5, 1.001]) expect(textWith(same)).not.toContain("turns");
  });
});
