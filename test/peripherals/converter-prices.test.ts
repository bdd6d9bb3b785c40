import { expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import { bind } from "./bind.ts";
import {
  A,
  AT_16,
  AT_32,
  AT_40,
  AT_45,
  type Case,
  CYCLE,
  E,
  from,
  holds,
  LEAK,
  logic,
  type Price,
  SLOW,
} from "./by-hand.ts";

const [CHARGE_28, CHARGE_32, CHARGE_40, CHARGE_65] = [28, 32, 40, 65].map((nm) => from("charge", nm));
const [ANALOG_28, ANALOG_32, ANALOG_65] = [28, 32, 65].map((nm) => from("analog", nm));

/** A converter that does one thing, and starts the next as it ends. */
const converts = (area: number, leakage: number, energy: number, time: number): Price => ({
  area,
  leakage,
  actions: { convert: [energy, time, time] },
});

/** Seven comparators of 32 nm for three bits, each with a reference level that five converters share. */
const BANK = {
  energy: 7 * 3.5e-15 * CHARGE_32.energy,
  area: 7 * (2.4e-12 + 22.4e-12 / 5) * CHARGE_32.area,
  leakage: 7 * 1e-10 * CHARGE_32.energy,
  decision: 1e-9 * CHARGE_32.delay,
};
/** .9 V over 10 kΩ for the time of a decision, and four full adders that count seven comparators. */
const LADDER = {
  energy: (0.81 / 10e3) * CHARGE_32.energy * BANK.decision + 4 * E.counted * AT_45.energy,
  area: 4 * A.adder * AT_40.area,
};

/** A bank of three bits at 3 GS/s: as many banks take turns as decisions fit into the time of one. */
function interleaved(): Price {
  const banks = Math.ceil(3e9 * BANK.decision);
  return {
    area: banks * (BANK.area + LADDER.area),
    leakage: banks * BANK.leakage,
    actions: { convert: [BANK.energy + LADDER.energy, BANK.decision, 1 / 3e9] },
  };
}

const CONVERTERS: readonly Case[] = [
  [
    "adc isaac",
    { bits: 7 },
    converts(845e-12 * ANALOG_32.area, 0, 1.42e-12 * ANALOG_32.energy, ANALOG_32.delay / 1.2e9),
  ],
  [
    "adc puma",
    { bits: 6 },
    // A 128th of the six times 12.5 ns that 128 columns take.
    converts(
      1200e-12 * ANALOG_32.area,
      0,
      6 * 0.25e-3 * ((6 * 12.5e-9) / 128) * ANALOG_32.energy,
      ((6 * 12.5e-9) / 128) * ANALOG_32.delay,
    ),
  ],
  [
    "adc zigzag",
    { bits: 5, rows: 100 },
    converts(
      10 ** (1.206 - 5 * 0.0369) * 32 * 1e-12 * ANALOG_28.area,
      0,
      (5 * 100e-15 + 1024 * 1e-18) * 0.81 * CHARGE_28.energy,
      5 * (0.64e-9 + 100 * 6.53e-12) * ANALOG_28.delay,
    ),
  ],
  [
    "adc time-domain",
    { bits: 5 },
    // Five of eight bits of a counter; an eighth of the steps.
    converts(
      (5 / 8) * 310e-12 * ANALOG_65.area,
      (5 / 8) * 1e-9 * ANALOG_65.energy,
      (0.145e-12 / 8) * ANALOG_65.energy,
      32 * 50e-12 * ANALOG_65.delay,
    ),
  ],
  ["adc flash", { bits: 3, sharedLevels: 5 }, converts(BANK.area, BANK.leakage, BANK.energy, BANK.decision)],
  [
    "adc flash",
    { bits: 3, sharedLevels: 5, levels: "ladder" },
    converts(BANK.area + LADDER.area, BANK.leakage, BANK.energy + LADDER.energy, BANK.decision),
  ],
  [
    "adc flash",
    { bits: 1, sharedLevels: 5, levels: "ladder" },
    // A sign needs neither a ladder nor a count.
    converts(BANK.area / 7, BANK.leakage / 7, BANK.energy / 7, BANK.decision),
  ],
  ["adc low-resolution", { bits: 3, sharedLevels: 5, rate: "3 GS/s" }, interleaved()],
];

const INPUTS: readonly Case[] = [
  [
    "dac capacitive",
    { bits: 5 },
    {
      // 50 fF a bit at the node's supply; an eighth of a converter of eight bits.
      area: (438e-12 / 8) * CHARGE_40.area,
      leakage: 0,
      actions: {
        drive: [5 * 50e-15 * 0.81 * CHARGE_28.energy, 0.17e-9 * CHARGE_28.delay, 0.17e-9 * CHARGE_28.delay],
      },
    },
  ],
  [
    "dac one-bit",
    {},
    {
      area: 0.166e-12 * CHARGE_32.area,
      leakage: 0,
      actions: {
        drive: [0.417e-12 * CHARGE_32.energy, 0.1e-9 * CHARGE_32.delay, 0.1e-9 * CHARGE_32.delay],
      },
    },
  ],
];

/** A decision of half the usual noise takes four times its energy. */
const SHARP = { noise: "5 nA" };

/** Two comparators of a node of a tree, which a read passes six times; a magnitude's rectifier. */
const tree = (rectifier: number): Price => ({
  area: 2 * 40e-12 * CHARGE_65.area,
  leakage: 2 * 1e-9 * CHARGE_65.energy,
  actions: {
    compete: [
      (2 * 4 * 41.7e-15 + rectifier) * CHARGE_65.energy,
      6e-9 * CHARGE_65.delay,
      1e-9 * CHARGE_65.delay,
    ],
  },
});

const READOUTS: readonly Case[] = [
  [
    "comparator sense-amplifier",
    { ...SHARP, inputArea: "2 µm2", trimBits: 3 },
    {
      // Two devices of 2 µm², whose gates are charged to .9 V.
      area: (25e-12 + 3 * 3e-12) * CHARGE_32.area + 2 * 2e-12,
      leakage: 1e-10 * CHARGE_32.energy,
      actions: {
        decide: [
          (4 * 3.5e-15 + 3 * 0.2e-15) * CHARGE_32.energy + 2 * 2e-12 * 0.023 * 0.81,
          0.033e-9 * CHARGE_32.delay,
          0.033e-9 * CHARGE_32.delay,
        ],
      },
    },
  ],
  [
    "comparator charge",
    SHARP,
    {
      area: 40e-12 * CHARGE_65.area,
      leakage: LEAK * 40e-12 * CHARGE_65.area,
      actions: {
        decide: [4 * 41.7e-15 * CHARGE_65.energy, 0.066e-9 * CHARGE_65.delay, 0.066e-9 * CHARGE_65.delay],
      },
    },
  ],
  ["wta comparator-tree", SHARP, tree(10e-15)],
  ["wta comparator-tree", { ...SHARP, mode: "argmax" }, tree(0)],
  [
    "wta time-domain",
    { ...SHARP, window: "5 ns" },
    {
      area: 60e-12 * CHARGE_65.area,
      leakage: 1e-9 * CHARGE_65.energy,
      // Half of the window: an arbiter of four times the energy.
      actions: { compete: [(4 * 20e-15 * 1.21 + 4 * 5e-15) * CHARGE_65.energy, 5e-9, 5e-9] },
    },
  ],
  [
    "mux pass-gate",
    { inputs: 5, columnResistance: "1 kohm" },
    (() => {
      // Linear in the conductance through both published columns, of 32 cells and of the off-current of as many 17ths.
      const cells = 32 * (1 + 1 / 17);
      const [weak, strong] = [
        [cells / 100e3, 228e-12 / 128],
        [cells / 5e3, 4381e-12 / 128],
      ];
      const column = weak[1] + ((strong[1] - weak[1]) * (1e-3 - weak[0])) / (strong[0] - weak[0]);
      const delay = 0.2e-9 * CHARGE_32.delay;
      return {
        area: 5 * column * 0.58,
        leakage: 5 * 1e-11 * CHARGE_32.energy,
        actions: { select: [2.97e-15 * (column / weak[1]) * 0.605, delay, delay] },
      };
    })(),
  ],
];

const DIGITAL: readonly Case[] = [
  [
    "register d-flip-flop",
    { bits: 11, clock: SLOW },
    logic(11 * 2.61e-12 * AT_32.area, { store: [11 * 4.77e-15 * AT_32.energy, CYCLE, CYCLE] }),
  ],
  [
    "softmax floating-point",
    { lanes: 3, clock: SLOW },
    logic(3 * 11_000e-12 * AT_16.area, { exponent: [1.5e-12 * AT_16.energy, 8 * CYCLE, CYCLE / 3] }),
  ],
  [
    "sram stated",
    {
      bits: 96,
      capacity: "3 KiB",
      read: "2 fJ",
      write: "3 fJ",
      area: "5 µm2",
      leakage: "7 nW",
      bandwidth: "4 GB/s",
    },
    // No law carries what a data sheet says.
    {
      area: 5e-12,
      leakage: 7e-9,
      actions: {
        read: [96 * 2e-15, 3e-9, 3e-9],
        write: [96 * 3e-15, 3e-9, 3e-9],
        stall: [0, 0, 3e-9],
      },
    },
  ],
];

it.each([
  ["converters of outputs", CONVERTERS, 48],
  ["converters of inputs", INPUTS, 12],
  ["readouts and selectors of columns", READOUTS, 36],
  ["registers, floating-point exponentials and stated memories", DIGITAL, 24],
] as const)("%s have the price of their parts, added up by hand", (_, cases, least) => {
  holds(cases, least);
});

it("a converter of five bits is a third of the way from three published ones to the survey, in banks that take turns", () => {
  const technology = createTechnology(nanometres(32));
  const priceOf = (model: string, params = {}) =>
    bind<"convert">("adc", model, { bits: 5, ...params }).cost(technology);
  const at = { rate: "2.5 GS/s" };
  const [own, survey] = [priceOf("low-resolution", at), priceOf("survey", at)];
  const published = ["sar", "isaac", "zigzag"].map((model) => priceOf(model));
  const middle = (of: (price: (typeof published)[number]) => number): number =>
    Math.cbrt(published.reduce((product, price) => product * of(price), 1));
  // A comparator decides in 1 ns: three banks.
  const area = (3 * middle((price) => price.area)) ** (2 / 3) * survey.area ** (1 / 3);
  expect(own.area / area).toBeCloseTo(1, 9);
  const energyOf = (price: (typeof published)[number]): number => price.actions.convert.energy;
  const energy = middle(energyOf) ** (2 / 3) * energyOf(survey) ** (1 / 3);
  expect(energyOf(own) / energy).toBeCloseTo(1, 9);
  // A fifth of its power at its rate, of which a twentieth is left when it is off.
  expect(own.leakage / (0.05 * 0.2 * energy * 2.5e9)).toBeCloseTo(1, 9);
  expect([own.actions.convert.latency * 1e9, own.actions.convert.interval * 2.5e9]).toEqual([
    expect.closeTo(1, 9),
    expect.closeTo(1, 9),
  ]);
});
