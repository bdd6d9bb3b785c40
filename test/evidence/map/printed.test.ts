import { describe, expect, it } from "vitest";
import type { MapReport } from "../../../evidence/map/map.ts";
import { mapReport } from "../../../evidence/map/map.ts";
import { type TunedPoint, tunedJson, tunedTable } from "../../../evidence/map/tuned-hash.ts";
import {
  columnsSay,
  distinctNumbers,
  jsonSays,
  numbersOf,
  says,
  sentencesOf,
  tablesOf,
} from "../../report/printed.ts";
import { regions } from "./some-regions.ts";

const next = distinctNumbers();

describe("the map's pages", () => {
  const hash = (kind: "random" | "learned", nm: number, width: number) => ({
    hash: kind,
    nm,
    width,
    conductance: 2e-5 + 1e-6 * width,
    readTime: 1e-9 * width,
    boundary: 100 + nm + width,
    between: [90 + nm + width, 130 + nm + width] as const,
    priced: [64, 128].map((bits) => ({ bits, ratio: next(), formula: next() })),
  });
  const contender = (id: string, energy: number) => ({
    id,
    feasible: true,
    cost: { energy, timing: { latency: energy }, area: energy, breakdown: [] },
    mapping: {},
    design: { search: {} },
  });
  const tuned: TunedPoint[] = [28, 45].map((nm) => ({
    nm,
    width: nm + 1,
    bits: nm + 2,
    conductance: 1e-6 * next(),
    readTime: 1e-9 * next(),
    arrays: 1e-9 * next(),
    products: 1e-9 * next(),
    transform: 1e-9 * next(),
    writing: ["slow", "fast"].map((pulses) => ({
      pulses,
      energy: 1e-6 * next(),
      time: 1e-3 * next(),
      keys: 1000 * next(),
      amortised: 1e-12 * next(),
      writings: 7,
    })),
  })) as unknown as TunedPoint[];
  const found = {
    name: "m",
    workload: "w",
    kernels: "k",
    hash: [hash("random", 28, 64), hash("random", 28, 128), hash("random", 45, 64), hash("random", 45, 128)],
    learned: [0.41, 0.47, 0.83].map((ratio, n) => ({
      phase: "decode",
      nm: 28,
      length: 10 + n,
      memory: "x",
      ratio,
      floor: ratio / 9,
    })),
    tuned,
    transformGain: [32, 64].map((width) => ({ width, gain: next() })),
    regions,
    search: {
      name: "s",
      workload: "w",
      kernels: "k",
      space: { phases: [], nodes: [], lengths: [], memories: [], shares: [] },
      points: [0.27, 0.71].map((ratio) => ({
        contenders: [contender("score-memristor", ratio), contender("score-digital", 1)],
        boundaries: {},
        share: 0.1,
        node: 28,
        length: 10,
        memory: "x",
        phase: "decode",
      })),
    },
    paying: ["dram", "sram"].map((memory, n) => ({
      memory,
      nm: 28 + n,
      store: "cam",
      keys: 512,
      formula: 12_345 + 7000 * n,
      below: { length: 8192 * (n + 1), ratio: next() },
      above: { length: 16_384 * (n + 1), ratio: next() },
    })),
    areas: [28, 45].map((nm) => ({ nm, bytes: nm * 2 ** 20, sram: 1e-6 * next(), resistive: 1e-6 * next() })),
    quality: ["noise", "drift"].map((error, n) => ({
      error,
      unit: "bits",
      boundary: n === 0 ? next() : null,
      levels: [0.5, 0.7].map((level) => ({ level: level + n, recall: next() / 30, interval: next() / 3000 })),
    })),
    agreement: ["hash", "decode"].map((form, n) => ({
      form,
      points: 40 + n,
      median: next() / 300,
      worst: (n + 2) / 37,
    })),
    thermal: [64, 128].map((width) => ({
      width,
      readTime: 1e-9 * next(),
      simulated: next(),
      formula: next(),
      read: 1e-12 * next(),
      floor: 1e-12 * next(),
    })),
  } as unknown as MapReport;
  const answer = mapReport(found, "0");
  const tables = tablesOf(answer);
  const tableOf = (heading: string) => {
    const own = tables.find(({ head }) => head.includes(heading));
    if (own === undefined) throw new Error(heading);
    return own;
  };

  it("have closed forms, noise, areas, recalls and contexts under their headings", () => {
    columnsSay(tableOf("median error"), found.agreement, {
      points: ({ points }) => points,
      "median error": ({ median }) => median,
      largest: ({ worst }) => worst,
    });
    columnsSay(tableOf("simulated"), found.thermal, {
      d: ({ width }) => width,
      read: ({ readTime }) => readTime,
      simulated: ({ simulated }) => simulated,
      formula: ({ formula }) => formula,
      "read energy": ({ read }) => read,
      least: ({ floor }) => floor,
    });
    columnsSay(tableOf("resistive over SRAM"), found.areas, {
      node: ({ nm }) => nm * 1e-9,
      codes: ({ bytes }) => bytes / 2 ** 20,
      SRAM: ({ sram }) => sram,
      resistive: ({ resistive }) => resistive,
      "resistive over SRAM": ({ sram, resistive }) => resistive / sram,
    });
    columnsSay(
      tableOf("a share of"),
      found.quality.flatMap(({ levels }) => levels),
      {
        level: ({ level }) => level,
        recall: ({ recall }) => Number(recall.toFixed(4)),
        "±": ({ interval }) => Number(interval.toFixed(4)),
      },
    );
    columnsSay(tableOf("K and V in"), found.paying, {
      node: ({ nm }) => nm * 1e-9,
      formula: ({ formula }) => formula,
      "priced: no": ({ below }) => [Number(below?.length), Number(below?.ratio)],
      yes: ({ above }) => [Number(above?.length), Number(above?.ratio)],
    });
    columnsSay(tableOf("64 bits"), found.hash, {
      node: ({ nm }) => nm * 1e-9,
      d: ({ width }) => width,
      read: ({ conductance, readTime }) => [conductance, readTime],
      "64 bits": ({ priced }) => [priced[0].ratio, priced[0].formula],
      "128 bits": ({ priced }) => [priced[1].ratio, priced[1].formula],
    });
    const bits = tableOf("28 nm");
    columnsSay(bits, found.hash.slice(0, 2), {
      d: ({ width }) => width,
      "28 nm": ({ boundary, between }) => [boundary, ...(between ?? [])],
      "45 nm": ({ boundary, between }) => [boundary, ...(between ?? [])].map((own) => Number(own) + 17),
    });
    columnsSay(tunedTable(tuned), tuned, {
      node: ({ nm }) => nm * 1e-9,
      d: ({ width }) => width,
      bits: ({ bits: own }) => own,
      read: ({ readTime, conductance }) => [conductance, readTime],
      arrays: ({ arrays }) => arrays,
      "int8 products": ({ products }) => products,
      Hadamard: ({ transform }) => transform,
      "slow: J, s": ({ writing: [own] }) => [own.energy, own.time],
      "fast: J, s": ({ writing: [, own] }) => [own.energy, own.time],
    });
    jsonSays(tuned.map(tunedJson), tuned, { amortised_keys: null, node_nm: "nm" });
  });

  it("say the least of all ratios, the floor and how many are below a half", () => {
    const lines = answer.blocks.flatMap((block) => (block.kind === "paragraph" ? block.lines : []));
    // Of the regions none, of the searches one.
    says(lines[0].slice(lines[0].indexOf("alone")), [1, 1234 + 2], lines[0]);
    says(lines[1], [0.67, 0.27, 0.67 / 7], lines[1]);
    const sentence = (part: string): string => sentencesOf(answer).find((text) => text.includes(part)) ?? "";
    says(sentence("Learned hash").replace("F/G", ""), [0.41, 0.5, 2, 3], "learned");
    says(sentence("Formulas and priced"), [3 / 37, 40], "agreement");
    const errors = found.thermal.map(({ simulated, formula }) => Math.abs(simulated / formula - 1));
    says(sentence("Thermal noise"), [Math.max(...errors)], "thermal");
    expect(numbersOf(sentence("noise: ")).slice(-1)[0]).toBeCloseTo(Number(found.quality[0].boundary), 1);
    expect(numbersOf(sentence("drift: ")).slice(-1)[0]).toBeCloseTo(1.7, 9);
  });

  it("have every number of their JSON under its own name", () => {
    const json = answer.json as Record<string, unknown>;
    jsonSays([json.hash, json.thermal, json.areas, json.paying, json.agreement, json.quality], found, {
      node_nm: "nm",
      boundary_bits: "boundary",
      between_bits: "between",
    });
    const { below, designs, least, floor, searched, learned, learnedBelow, learnedDesigns } =
      json.verdict as Record<string, number>;
    expect([below, designs, least, floor, searched, learned, learnedBelow, learnedDesigns]).toEqual([
      1,
      1236,
      0.67,
      0.67 / 7,
      0.27,
      0.41,
      2,
      3,
    ]);
  });
});
