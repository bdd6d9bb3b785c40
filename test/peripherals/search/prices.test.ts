import { describe, expect, it } from "vitest";
import { InfeasibleError, nanometres } from "#base";
import { driven } from "#circuits";
import { createTechnology } from "#technology";
import {
  roundQuery,
  type Search,
  type SearchAction,
  sizedFor,
} from "../../../src/peripherals/search/search.ts";
import { everyCase } from "../../law.ts";
import { bind } from "../bind.ts";

type Params = Readonly<Record<string, unknown>>;
const store = (model: string, params: Params = {}) => bind<SearchAction, Search>("search", model, params);
const priceOf = (model: string, params: Params = {}, nm = 28) =>
  store(model, params).cost(createTechnology(nanometres(nm)));
const energyOf = (model: string, params: Params = {}, nm = 28) =>
  priceOf(model, params, nm).actions.search.energy;

const CAMS = ["cam-16t", "cam-2t2r", "cam-fefet", "cam-charge"];
const STORES = ["sram-scan", "dram-scan", "non-volatile-scan", "digital-cim", ...CAMS];

/** Energy of logic at 28 nm over that at 45 nm, by the law that test/technology holds. */
const TO_28 = createTechnology(nanometres(28)).energyFactor("logic", nanometres(45));
/** Bits of an addition and of a register at 28 nm, J. */
const [ADDER, REGISTER] = [(0.1e-12 / 32) * TO_28, 5.3e-15 * TO_28];

describe("comparison by logic", () => {
  // 128 bits: 63 + 31 + … + 1 = 120 full adders and seven half ones, which glitch; 128 products; a score of 9 bits.
  const compare = 128 * 0.284e-15 + 123.5 * 1.8 * ADDER + 9 * REGISTER;
  // 1 024 words of 64 bits: 256 rows of 256 columns, at 130 nm; to 28 nm by the published energy of 8 KiB.
  const read = ((1.379e-12 + 0.1983e-12 * 64 + 0.018871e-12 * 256 * 16) / 64) * 0.056;

  it("of a scan, by hand: macros of 64 kbit, a read shared by four queries, whatever the store holds", () => {
    const keys = (2 * 1024 * 1024 * 8) / 128;
    expect(energyOf("sram-scan", { keys }) / (128 * read + compare)).toBeCloseTo(1, 9);
    expect(energyOf("sram-scan", { keys, sharing: 4 }) / (32 * read + compare)).toBeCloseTo(1, 9);
    expect(energyOf("sram-scan", { keys: keys / 4 })).toBe(energyOf("sram-scan", { keys }));
  });

  it("in memory, by hand: near 1.5 fJ a bit, the middle of ten chips", () => {
    const own = 128 * 0.284e-15 + 123.5 * 0.76 * ADDER + 9 * REGISTER;
    expect(energyOf("digital-cim") / own).toBeCloseTo(1, 9);
    expect(energyOf("digital-cim") / 128).toBeGreaterThan(1.3e-15);
    expect(energyOf("digital-cim") / 128).toBeLessThan(1.8e-15);
  });

  it("of words takes a pass a pair of bits, and adds up", () => {
    // Two bits of the key, four of the query: eight trees, and the adder and register of a score of 12 bits.
    const width = 6 + 2 + 4;
    const words = 8 * (64 * 0.284e-15 + (60 * 0.76 + width) * ADDER) + 4 * width * REGISTER;
    expect(energyOf("digital-cim", { bits: 64, keyBits: 2, queryBits: 4 }) / words).toBeCloseTo(1, 9);
  });

  it("of codes in DRAM pays 6 pJ a bit, and no more of them a second than arrive", () => {
    expect(energyOf("dram-scan") / (128 * 6e-12 + compare)).toBeCloseTo(1, 9);
    expect(priceOf("dram-scan").actions.search.interval).toBeCloseTo(16 / 25.6e9, 18);
    expect(priceOf("dram-scan", { sharing: 8 }).actions.search.interval).toBeCloseTo(16 / 25.6e9 / 8, 18);
  });
});

describe("content-addressable memories", () => {
  it("on discharged lines, by hand at 28 nm: C·V·ΔV of the match line and C·V² of half of the search lines", () => {
    // Cell of 0.93 µm²: 0.9644 µm of line at 0.2 fF/µm, with 0.16 fF of drains or .053 fF of a gate.
    const wire = 0.2e-9 * Math.sqrt(0.93e-12);
    const bit =
      driven({ parasitic: 0.83 }) * 0.88 ** 2 * ((wire + 0.16e-15) * 0.5 + (wire + 0.053e-15) * 0.5);
    const sense = 3.5e-15 * (0.88 / 0.9) ** 2;
    expect(energyOf("cam-16t") / (128 * bit + sense)).toBeCloseTo(1, 9);
    expect(bit).toBeGreaterThan(0.3e-15);
    expect(bit).toBeLessThan(0.4e-15);
  });

  it("that share charge, by hand at 65 nm: 24.6 fJ a bit and 1.36 pJ a conversion at 40 nm", () => {
    // Supply: 1.1 V at 65 nm; 0.9 + 0.1 · 8/13 V at 40 nm.
    const read = (0.95e-3 / 700e6) * (1.1 / (0.9 + 0.8 / 13)) ** 2;
    expect(energyOf("cam-charge", { bits: 64 }, 65) / (64 * 24.6e-15 + read)).toBeCloseTo(1, 9);
    const [eight, six] = [8, 6].map((converterBits) => energyOf("cam-charge", { converterBits }, 65));
    expect((eight - six) / (read / 3)).toBeCloseTo(1, 9);
    expect(energyOf("cam-charge", { readout: "comparator" }, 65)).toBeLessThan(six - 0.9 * read);
  });

  it("cost more with a larger capacitor: C·V²/4 a bit", () => {
    const [small, large] = ["1.2 fF", "5.2 fF"].map((capacitor) => energyOf("cam-charge", { capacitor }));
    expect((large - small) / (128 * 1e-15 * 0.88 ** 2)).toBeCloseTo(1, 9);
  });

  it("take the area of their cells, 50.6 and 178 squares of the node, and of drivers that each macro has", () => {
    const sense = 25e-12 * (28 / 32);
    const areaOf = (model: string, keys = 1024) => priceOf(model, { keys }).area / keys;
    expect(areaOf("cam-2t2r") / ((128 * 0.41e-12 * (28 / 90) ** 2) / 0.7 + sense)).toBeCloseTo(1, 9);
    expect(areaOf("cam-fefet") / ((128 * 0.36e-12 * (28 / 45) ** 2) / 0.7 + sense)).toBeCloseTo(1, 9);
    // 256 rows share the drivers that 1024 did, which are .15 of the macro: 1.4286 + 3 · 0.2143.
    const quarter = 128 * 0.41e-12 * (28 / 90) ** 2 * (1 / 0.7 + 1.5 * (1 / 0.7 - 1));
    expect(areaOf("cam-2t2r", 256) / (quarter + sense)).toBeCloseTo(1, 9);
  });

  it("of resistive and ferroelectric cells keep codes without power, and wear", () => {
    for (const model of ["cam-2t2r", "cam-fefet"]) {
      expect(priceOf(model).leakage).toBe(0);
      expect(store(model, { endurance: 12345 }).behaviour.endurance).toBe(12345);
    }
    expect(store("cam-16t").behaviour.endurance).toBe(Number.POSITIVE_INFINITY);
    expect(priceOf("cam-16t").leakage).toBeGreaterThan(0);
    // A write is dear: 10 pJ a bit.
    // Two cells of 0.6 pJ in 10 ns, for 100 ns.
    expect(priceOf("cam-2t2r").actions.write.energy).toBeCloseTo(128 * 12e-12, 20);
  });

  it("charge the lines less with a smaller swing", () => {
    const [full, half] = [1, 0.5].map((swing) => energyOf("cam-16t", { swing }));
    expect(half).toBeLessThan(full);
    expect(half).toBeGreaterThan(full / 2);
  });
});

describe("every store", () => {
  it("gets dearer with bits, no dearer with macros, and faster by their number", () => {
    everyCase(STORES, 40, (model) => {
      const [short, long] = [64, 256].map((bits) => priceOf(model, { bits }));
      expect(long.actions.search.energy).toBeGreaterThan(short.actions.search.energy);
      expect(long.actions.write.energy).toBeGreaterThan(short.actions.write.energy);
      expect(long.area).toBeGreaterThan(short.area);
      const [one, four] = [1, 4].map((macros) => priceOf(model, { macros }));
      expect(four.actions.search.energy).toBe(one.actions.search.energy);
      expect(four.area / one.area).toBeCloseTo(4, 9);
    });
  });

  it("takes no more energy a search at a smaller node, within a factor that its supply and lengths allow", () => {
    everyCase(STORES, 64, (model) => {
      const nodes = [65, 45, 28, 16, 7];
      const energies = nodes.map((nm) => energyOf(model, { keys: 4096 }, nm));
      energies.slice(1).forEach((energy, n) => {
        expect(energy, `${nodes[n]} to ${nodes[n + 1]} nm`).toBeLessThanOrEqual(energies[n] * (1 + 1e-12));
        expect(energy, `${nodes[n]} to ${nodes[n + 1]} nm`).toBeGreaterThan(energies[n] / 8);
      });
    });
  });

  it("takes its default number of macros from the codes, and refuses codes that a stated number does not hold", () => {
    everyCase(STORES, 48, (model) => {
      const free = sizedFor(store(model), 5000, 128);
      expect(free.behaviour.capacity).toBe(5 * 1024);
      expect(free.params.macros).toBe(5);
      const fixed = store(model, { macros: 4 });
      expect(sizedFor(fixed, 4096, 100)).toBe(fixed);
      expect(() => sizedFor(fixed, 4097, 128)).toThrow(InfeasibleError);
      expect(() => sizedFor(fixed, 4097, 128)).toThrow(
        "4097 keys to be held, and 4 macros of 1024 hold 4096 (use macros 5)",
      );
      expect(() => sizedFor(fixed, 10, 129)).toThrow("codes are 129 bits and a row holds 128 (use bits 129)");
    });
  });
});

describe("a query as a store takes it", () => {
  const query = Float64Array.of(0.9, -0.1, 0, -2);

  it("is its signs, zero counting as positive", () => {
    expect([...roundQuery(query, 1)]).toEqual([1, -1, 1, -1]);
    expect([...store("cam-16t").behaviour.ask(query)]).toEqual([1, -1, 1, -1]);
  });

  it("or whole steps of the largest: seven of four bits", () => {
    const steps = [...roundQuery(query, 4)].map((x) => (x / 2) * 7);
    [3, 0, 0, -7].forEach((step, n) => {
      expect(steps[n]).toBeCloseTo(step, 12);
    });
    expect([...roundQuery(new Float64Array(3), 4)]).toEqual([0, 0, 0]);
  });
});
