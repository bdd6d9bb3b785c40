import { expect, it } from "vitest";
import type { InputStage } from "#circuits";
import { metalPitch, transistorAt } from "#technology";
import { bind } from "./bind.ts";
import {
  A,
  AT_40,
  AT_45,
  type Case,
  CYCLE,
  E,
  from,
  holds,
  LEAK,
  macro,
  NODE,
  type Price,
  SLOW,
  SRAM,
} from "./by-hand.ts";

const KT4 = 4 * 1.380649e-23 * 300;

/** A line of 2 mS and 10 fF, with up to 10 µA, that is held for 20 ns to within 1 / (2π · 1 GHz). */
const LINE = {
  bandwidth: "1 GHz",
  lineCapacitance: "10 fF",
  lineConductance: "2 mS",
  peakCurrent: "10 µA",
  held: "20 ns",
};

/** Of its time constant, what an amplifier of 65 GHz at 65 nm spends on itself. */
const OWN = 1e9 / (65e9 * (65 / 22));

/** Bias of an output and an input stage, S, of 15 / V, and their transistors: 600 S/m, five times as large with their wires. */
function holding(output: number, input: number, further: number, held = 20e-9): Price {
  const area = further + ((output + input) / 600) * metalPitch(NODE) * 5;
  const bias = Math.max(output / 15, 0.2 * 10e-6) + input / 15;
  return {
    area,
    leakage: LEAK * area,
    actions: { hold: [bias * transistorAt(NODE).supply * held, 0, 0] },
  };
}

const CHARGE_65 = from("charge", 65);
/** The switch of a line, of 128 columns at 32 nm. */
const SWITCH = ((432e-12 / 128) * 65 * CHARGE_65.area) / 32;
/** 10 Ω behind a gain of 11. */
const TEN_OHMS = 1 / 120;
/** Input transconductance whose noise over 115 MHz draws 100 nA from 2 mS. */
const QUIET = (KT4 * 4e-6 * 115e6) / 1e-14;
/** The quietest input: its bias source, at 6 / V, adds what it saves. */
const QUIETEST = 2e-3 * Math.sqrt(15 / 6);
/** A line of 2 MΩ asks for little: its pole has to be four times as fast as the loop. */
const BY_SPEED = 4 * 10e-15 * 2 * Math.PI * 1e9;

const STAGES: readonly Case[] = [
  [
    "input-stage regulated-cascode",
    { ...LINE, inputResistance: "10 ohm", noise: "100 nA" },
    holding(TEN_OHMS, QUIET, SWITCH),
  ],
  [
    "input-stage regulated-cascode",
    { ...LINE, inputResistance: "1 Mohm", noise: "1 nA" },
    holding(BY_SPEED, QUIETEST, SWITCH),
  ],
  [
    "input-stage regulated-cascode",
    { ...LINE, inputResistance: "10 ohm", noise: "1 mA" },
    holding(TEN_OHMS, (TEN_OHMS * OWN) / (1 - OWN), SWITCH),
  ],
  [
    "input-stage integrator",
    { ...LINE, inputResistance: "10 ohm", noise: "100 nA", capacitance: "3 pF" },
    // 2 fF/µm² of metal.
    holding(TEN_OHMS, QUIET, SWITCH + 3e-12 / 2e-3),
  ],
  [
    "input-stage transimpedance",
    { ...LINE, inputResistance: "1 Mohm", noise: "1 mA", feedback: "100 kohm" },
    (() => {
      // Behind 100 kΩ and 10 fF the amplifier inside has τ² / 4 R C.
      const inner = (1 / (2 * Math.PI * 1e9)) ** 2 / (4 * 100e3 * 10e-15);
      const output = (4 * 10e-15) / inner;
      const own = 1 / (2 * Math.PI * 65e9 * (65 / 22) * inner);
      return holding(output, (output * own) / (1 - own), 20e-12 * CHARGE_65.area);
    })(),
  ],
];

const DRIVERS: readonly Case[] = [
  [
    "row-driver line",
    { ...LINE, outputResistance: "10 ohm", readVoltage: "0.3 V" },
    (() => {
      const { area, leakage, actions } = holding(
        TEN_OHMS,
        // Noise of a millivolt asks for less than the gate's charge does.
        (TEN_OHMS * OWN) / (1 - OWN),
        (474e-12 / 128) * from("charge", 32).area,
      );
      // One pitch of wire of the technology and .33 fF.
      const cell = 0.2e-9 * metalPitch(NODE) + 0.33e-15;
      return { area, leakage, actions: { ...actions, charge: [cell * 0.09, 0, 0] } };
    })(),
  ],
];

/** Integers on 24 rows of lanes: a block of 24 queries passes once, and its store has no row of a streamed operand. */
const ONCE: Case = [
  "mac int8",
  { units: 384, lanes: 16, blockRows: 24, blockWidth: 96, clock: SLOW },
  (() => {
    const bits = 24 * (96 * (8 + 16) + 1.5 * 32);
    const own = macro(256, 64, 4);
    const circuits = 384 * (A.multiplier + 32 * A.adder + 26 * A.register) * AT_40.area;
    const times = [4 * CYCLE, CYCLE / 384] as const;
    return {
      area: circuits + (bits / 16384) * own.area,
      leakage: LEAK * circuits + bits * 12e-12 * SRAM.energy,
      actions: {
        mac: [
          (E.multiply + 32 * E.adder + 10 * E.register) * AT_45.energy + 0.5 * (own.read + own.write),
          ...times,
        ],
        stall: [0, 0, CYCLE / 384],
        stage: [8 * own.write, 0, 0],
        restream: [8 * own.read, 0, 0],
        add: [16 * (E.adder + E.register) * AT_45.energy, ...times],
      },
    };
  })(),
];

/** The same units as one array or three, each with a store of its own. */
const FLOATING: readonly Case[] = [
  ONCE,
  ...[undefined, 1, 3].map(
    (stated): Case => [
      "mac bf16",
      { units: 48, lanes: 16, arrays: stated, blockRows: 24, blockWidth: 96, clock: SLOW },
      (() => {
        const arrays = stated ?? 1;
        // Rows of 96 queries and streamed operands of 16 bits, running outputs of 32, and logarithms of sums.
        const bits = 24 * (96 * (16 + 16 + 32) + 1.5 * 32);
        const own = macro(256, 64, 4);
        // A multiplier and an adder, three times as large as those of integers; three words and a sixteenth of a sum.
        const circuits = 48 * (3 * (A.multiplier + 32 * A.adder) + 50 * A.register) * AT_40.area;
        const times = [6 * CYCLE, CYCLE / 48] as const;
        return {
          area: circuits + ((arrays * bits) / 16384) * own.area,
          leakage: LEAK * circuits + arrays * bits * 12e-12 * SRAM.energy,
          actions: {
            mac: [
              (1.1e-12 + 0.9e-12 + 18 * E.register) * AT_45.energy + 0.5 * (32 / 16) * (own.read + own.write),
              ...times,
            ],
            stall: [0, 0, CYCLE / 48],
            stage: [16 * own.write, 0, 0],
            restream: [16 * own.read, 0, 0],
            add: [(0.9e-12 + 32 * E.register) * AT_45.energy, ...times],
          },
        };
      })(),
    ],
  ),
];

const ANALOG = from("analog", 32);
const SAR: readonly Case[] = [
  [
    "adc sar",
    { bits: 6, columnResistance: "10 kohm" },
    (() => {
      // Published powers of 22 nm; an input's by its exponential, four decades above an ohm.
      const own = (6 * 0.538 + 4.3753) * 1e-6;
      const time = 7e-9 * ANALOG.delay;
      return {
        area: (104.2e-12 + 5 * 39.66e-12) * ANALOG.area,
        leakage: 0.02 * own,
        actions: { convert: [(own + 0.0794 * Math.exp(-2.297 * 4)) * 7e-9, time, time] },
      };
    })(),
  ],
];

it.each([
  ["input stages", STAGES, 25],
  ["drivers of word lines", DRIVERS, 8],
  ["units of floating-point numbers, and of blocks that pass once", FLOATING, 68],
  ["converters by successive approximation", SAR, 5],
] as const)("%s have the price of their parts, added up by hand", (_, cases, least) => {
  holds(cases, least);
});

it("a transimpedance on 100 kΩ and 10 fF is no faster than its own pole lets it be, by hand", () => {
  // Half of an amplifier drives itself: 2 / (2π · 65 GHz) at 65 nm, less by the length at 22 nm.
  const own = 2 / (2 * Math.PI * 65e9 * (65 / 22));
  const fastest = (capacitance: number): number =>
    bind<"hold", InputStage>("input-stage", "transimpedance", { feedback: "100 kohm" }).behaviour.fastest(
      { capacitance },
      NODE,
    );
  expect(fastest(10e-15) / Math.sqrt(4 * 100e3 * 10e-15 * own)).toBeCloseTo(1, 9);
  expect(fastest(1e-20) / own).toBeCloseTo(1, 9);
});
