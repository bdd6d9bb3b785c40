import { it } from "vitest";
import { nanometres } from "#base";
import { createTechnology, metalPitch, transistorAt } from "#technology";
import { fanOut, repeatedWire } from "../../packages/circuits/src/inverter.ts";
import {
  A,
  AT_16,
  AT_28,
  AT_32,
  AT_40,
  AT_45,
  type Case,
  CYCLE,
  E,
  exchange,
  from,
  holds,
  logic,
  NODE,
  type Price,
  SLOW,
} from "./by-hand.ts";

const WIRE = from("wire", 32);

/** An adder with the register of its sum. */
const sum = (bits: number) => ({
  energy: bits * (E.adder + E.register) * AT_45.energy,
  area: bits * (A.adder + A.register),
});

/** 96 lines of which a flit charges `path` of `wire` metres, with the repeaters of the least energy and delay. */
function lines(path: number, wire: number): Price {
  const { wireCapacitance, lineResistance, pitch } = createTechnology(NODE);
  const { capacitance, delay } = repeatedWire({ parasitic: 0.83 });
  // Repeaters add a third to the wire's capacitance, inputs and .83 of them at outputs; 132 m² a farad at 28 nm.
  const area = ((96 * wire * wireCapacitance * (capacitance - 1)) / 1.83) * 132 * (22 / 28);
  const resistance = (0.28 * lineResistance) / pitch;
  const time = path * delay * Math.sqrt(4.25e-12 * AT_45.delay * resistance * wireCapacitance);
  const energy = 96 * path * 0.25 * wireCapacitance * capacitance * 0.81 * WIRE.energy;
  return logic(area, { transfer: [energy, time, CYCLE] });
}

const CASES: readonly Case[] = [
  ["link wire", { bits: 96, length: "2 mm", clock: SLOW }, lines(2e-3, 2e-3)],
  [
    "link h-tree",
    { bits: 96, side: "2 mm", levels: 3, clock: SLOW },
    // A quarter of the side across, a quarter down and an eighth across: two, four and eight branches.
    lines(2e-3 * (1 / 4 + 1 / 4 + 1 / 8), 2e-3 * (2 / 4 + 4 / 4 + 8 / 8)),
  ],
  [
    "divider serial",
    { bits: 12, fractionBits: 6, units: 3, clock: SLOW },
    // 7 quotient bits; subtractor of 13; numerator, remainder and quotient are held, two of them are clocked.
    logic(3 * (13 * A.adder + (13 + 12 + 7) * A.register) * AT_40.area, {
      divide: [7 * (13 * E.adder + (13 + 7) * E.register) * AT_45.energy, 7 * CYCLE, (7 * CYCLE) / 3],
    }),
  ],
  [
    "adder ripple",
    { bits: 12 },
    logic((12 / 32) * 94.1e-12 * AT_32.area, {
      add: [
        (12 / 32) * 64.8e-15 * AT_32.energy,
        (12 / 32) * 3.5e-9 * AT_32.delay,
        (12 / 32) * 3.5e-9 * AT_32.delay,
      ],
    }),
  ],
  [
    "adder pipelined",
    { bits: 12, clock: SLOW },
    logic(12 * A.adder * AT_40.area, { add: [12 * E.adder * AT_45.energy, CYCLE, CYCLE] }),
  ],
  [
    "register synthesised",
    { bits: 11, clock: SLOW },
    logic(11 * A.register * AT_40.area, { store: [11 * E.register * AT_45.energy, CYCLE, CYCLE] }),
  ],
  [
    "shift-add accumulator",
    { bits: 24, clock: SLOW },
    logic((24 / 16) * 60e-12 * AT_32.area, { accumulate: [(24 / 16) * 21e-15 * AT_32.energy, CYCLE, CYCLE] }),
  ],
  [
    "decoder static",
    { bits: 5 },
    // 32 outputs of 5 gates; half of the bits toggle at every output, and two outputs fall and rise.
    {
      area: 160 * 0.5e-12 * AT_28.area,
      leakage: 160 * 1e-12 * AT_28.energy,
      actions: {
        decode: [
          (2.5 * 32 * 0.05e-15 + 10 * 0.2e-15) * AT_28.energy,
          4 * 47.8e-12 * AT_28.delay,
          4 * 47.8e-12 * AT_28.delay,
        ],
      },
    },
  ],
  [
    "level-shifter cross-coupled",
    { highVoltage: "3 V" },
    {
      area: (8510e-12 / 128) * AT_32.area,
      leakage: 1e-11 * AT_32.energy,
      actions: { shift: [9 * 5e-15 * AT_32.energy, 0.5e-9 * AT_32.delay, 0.5e-9 * AT_32.delay] },
    },
  ],
  [
    "popcount adder-tree",
    { bits: 7, units: 3, clock: SLOW },
    // 7 bits: two full adders of weight 1, one more of it, and one of weight 2.
    logic(3 * 4 * A.adder * AT_40.area, {
      count: [4 * E.counted * AT_45.energy, 3 * 4 * 47.8e-12 * AT_28.delay, CYCLE / 3],
    }),
  ],
  [
    "popcount adder-tree",
    { bits: 10, units: 3, clock: SLOW },
    // Four and two full adders of weights 1 and 2, and a half one of weights 1 and 4; a bit passes five of them.
    logic(3 * 7 * A.adder * AT_40.area, {
      count: [7 * E.counted * AT_45.energy, 5 * 4 * 47.8e-12 * AT_28.delay, CYCLE / 3],
    }),
  ],
  [
    "gather indexed",
    { rowBits: 500, indexBits: 11, portBits: 128, clock: SLOW },
    logic((128 * (570e-12 / 32 + A.register) + 11 * (A.adder + A.register)) * AT_40.area, {
      move: [
        500 * (680e-15 / 32) * AT_40.energy + (500 * E.register + 11 * (E.adder + E.register)) * AT_45.energy,
        5 * CYCLE,
        4 * CYCLE,
      ],
    }),
  ],
  [
    "argmax comparator-tree",
    { inputs: 24, bits: 12, clock: SLOW },
    // 23 comparisons of 12 bits; word and index, one of 48, pass on; 24 magnitudes are taken.
    logic((23 * (12 * A.comparator + 18 * (A.mux + A.register)) + 24 * 12 * A.adder) * AT_40.area, {
      choose: [
        (23 * (12 * E.comparator + 18 * (E.mux + E.register)) + 24 * 12 * E.adder) * AT_45.energy,
        6 * CYCLE,
        CYCLE,
      ],
    }),
  ],
  [
    "combine running",
    { width: 30, lanes: 4, clock: SLOW },
    logic(800e-12 * AT_16.area + 4 * (4 * A.multiplier + 32 * A.adder) * AT_40.area, {
      merge: [0.2e-12 * AT_16.energy + 31 * 1.5e-12 * AT_45.energy, 12 * CYCLE, (31 / 4) * CYCLE],
    }),
  ],
  [
    "link bus",
    { bits: 96, clock: SLOW },
    logic((96 / 384) * 0.09e-6 * WIRE.area, { transfer: [96 * 0.054e-12 * WIRE.energy, CYCLE, CYCLE] }),
  ],
  [
    "link router",
    { bits: 96, hops: 3, routers: 5, clock: SLOW },
    logic(5 * (96 / 256) * 0.15e-6 * AT_32.area, {
      transfer: [3 * (96 / 256) * 20.74e-12 * AT_32.energy, 9 * CYCLE, CYCLE],
    }),
  ],
  [
    "link off-chip",
    { bits: 96, bandwidth: "76.8 GB/s" },
    {
      area: 3 * 23e-6 * from("charge", 65).area,
      leakage: 3 * 10e-3 * from("charge", 65).energy,
      actions: { transfer: [(96 / 128) * 26e-12 * from("charge", 65).energy, 50e-9, 12 / 76.8e9] },
    },
  ],
  [
    "link die-to-die",
    { bits: 96, bandwidth: "192 GB/s" },
    // The price of a standard, at every node.
    { area: 3 * 0.5e-6, leakage: 3 * 2e-3, actions: { transfer: [96 * 0.5e-12, 4e-9, 12 / 192e9] } },
  ],
  [
    "pads interface",
    { attachment: "pins", lineRate: "1066.5 MB/s" },
    // 1.3 mm² for 16 lines.
    { area: 2 * (1.3e-6 / 16), leakage: 0, actions: {} },
  ],
  ["control sequencer", {}, logic(1.6e-9 * AT_28.area, { issue: [0.5e-12 * AT_28.energy, 0, 0] })],
  [
    "clock gated-tree",
    { frequency: SLOW },
    (() => {
      // Registers a m²: .18 of the area; each a pin of .9 fF and .79 of the distance to the next of wire.
      const registers = 0.18 / (A.register * AT_40.area);
      const wire = 0.79 * 0.2e-9 * Math.sqrt(registers);
      const net = registers * 0.9e-15 + wire;
      // Buffers of two inverters, each 6.009 times its load; trees over trees.
      const n = fanOut({ parasitic: 0.83 });
      const above = wire / (Math.sqrt((registers * 0.9e-15 * n ** 2) / net) - 1);
      const gates = (net + above) / (n - 1);
      const cycle = (above + 1.83 * gates) * 1e-6 * 0.81 * WIRE.energy;
      // A tenth of it above the gates, in every cycle.
      return {
        area: gates * 1e-6 * 132 * (22 / 28),
        leakage: 0.1 * cycle * 500e6,
        actions: { tick: [0.9 * cycle, 0, 0] },
      };
    })(),
  ],
  [
    "tile-switch transistor",
    { onResistance: "20 ohm" },
    (() => {
      // The law of the transistor itself, carried from 65 nm.
      const [own, base] = [transistorAt(NODE), transistorAt(nanometres(65))];
      const width = ((297e-6 / 20) * own.onResistance) / base.onResistance;
      const delay = 33e-12 * from("charge", 32).delay;
      const charge = (0.56e-9 * width * own.gateCapacitance) / base.gateCapacitance;
      return {
        area: ((190 / 160 + 54 / 40) / 2) * metalPitch(NODE) * width,
        leakage: ((0.056 * width * own.offCurrent) / base.offCurrent) * own.supply,
        actions: { connect: [charge * own.supply * own.supply, delay, delay] },
      };
    })(),
  ],
  [
    "sorter counting",
    { buckets: 100, units: 3, clock: SLOW },
    // A table of 100 words and one more; an update adds, and clocks the sum and the table's word.
    logic(3 * 32 * (101 * A.register + A.adder) * AT_40.area, {
      place: [2 * 32 * (E.adder + 2 * E.register) * AT_45.energy, 2 * CYCLE, (2 * CYCLE) / 3],
      scan: [32 * (E.adder + E.register) * AT_45.energy, CYCLE, CYCLE / 3],
    }),
  ],
  [
    "sorter streaming-merge",
    { block: 64, keyBits: 20, units: 3, clock: SLOW },
    // 6 levels with two queues of 1, 2, … 32 keys.
    logic(3 * (2 * 63 * 20 * A.register + 6 * exchange(20).area) * AT_40.area, {
      place: [6 * exchange(20).energy * AT_45.energy, 5 * CYCLE, CYCLE / 3],
      scan: [0, 0, 0],
    }),
  ],
  [
    "sorter bitonic",
    { block: 16, keyBits: 20, lanes: 5, units: 3, clock: SLOW },
    // 10 stages of 8 compare-exchanges, 5 a cycle, for 16 keys.
    logic(3 * (16 * 20 * A.register + 5 * exchange(20).area) * AT_40.area, {
      place: [(80 / 16) * exchange(20).energy * AT_45.energy, 10 * CYCLE, ((80 / 5 / 16) * CYCLE) / 3],
      scan: [0, 0, 0],
    }),
  ],
  [
    "softmax base2",
    { lanes: 3, clock: SLOW },
    logic(3 * 2200e-12 * AT_16.area, { exponent: [0.7e-12 * AT_16.energy, 4 * CYCLE, CYCLE / 3] }),
  ],
  [
    "softmax lut",
    { lanes: 3, clock: SLOW },
    logic(3 * (800e-12 * AT_16.area + 32 * (A.comparator + 2 * A.adder) * AT_40.area), {
      exponent: [
        0.2e-12 * AT_16.energy + 32 * (E.comparator + 2 * E.adder) * AT_45.energy,
        4 * CYCLE,
        CYCLE / 3,
      ],
    }),
  ],
  [
    "softmax consmax",
    { lanes: 3, clock: SLOW },
    logic(3 * 800e-12 * AT_16.area, { exponent: [0.2e-12 * AT_16.energy, 2 * CYCLE, CYCLE / 3] }),
  ],
  [
    "projection dense-int8",
    { width: 64, units: 48, clock: SLOW },
    // A unit: an int8 multiplier, an adder, three int8 registers and a 64th of a sum of 32 bits.
    logic(48 * (A.multiplier + 32 * A.adder + 24.5 * A.register) * AT_40.area, {
      project: [
        64 * (E.multiply + 32 * E.adder + 8.5 * E.register) * AT_45.energy,
        (3 + 2) * CYCLE,
        (64 / 48) * CYCLE,
      ],
    }),
  ],
  [
    "projection adder-tree",
    { width: 4, inputBits: 8, units: 3, clock: SLOW },
    logic(3 * (2 * sum(9).area + sum(10).area) * AT_40.area, {
      project: [2 * sum(9).energy + sum(10).energy, 2 * CYCLE, CYCLE / 3],
    }),
  ],
  [
    "projection fast-hadamard",
    { width: 3, inputBits: 8, units: 5, clock: SLOW },
    logic(5 * (sum(9).area + sum(10).area) * AT_40.area, {
      project: [sum(9).energy + sum(10).energy, 2 * CYCLE, CYCLE / 5],
    }),
  ],
];

it("units have the price of their parts, added up by hand", () => {
  holds(CASES, 188);
});
