// Analog parts on the transistor cards of FreePDK45, simulated by us; test/long/analog-cards.test.ts simulates them again.

import { nanometres } from "#base";
import { AMPLIFIER_NOMINAL } from "#circuits";
import { transistorAt } from "#technology";
import type { Fact } from "./fact.ts";
import type { PriceOf } from "./pricing.ts";

const NM = 45;

/** A number that a deck of test/long/analog-cards prints, in SI units, and ours. */
export interface CardFigure {
  readonly deck: "transistor" | "strong-arm" | "converter" | "sense-amplifier" | "tile-switch";
  /** Names that the deck prints, added up. */
  readonly prints: readonly string[];
  /** Replaces the deck's difference at the inputs, V. */
  readonly difference?: number;
  readonly quantity: string;
  readonly unit: string;
  /** SI over the unit. */
  readonly scale: number;
  /** In the unit. */
  readonly simulated: number;
  /** In SI. */
  readonly ours: (price: PriceOf) => number;
}

/** W·L of an input device of the deck: 0.5 µm by 50 nm. */
const PAIR = { inputArea: "0.025 µm2" };

const decision = (price: PriceOf) => price("comparator", "sense-amplifier", PAIR, NM).actions.decide;

/** A flash converter of one bit is a comparator without its input pair. */
const latch = (price: PriceOf) => price("adc", "flash", { bits: 1 }, NM).actions.convert;

const drive = (price: PriceOf) => price("dac", "capacitive", { bits: 4 }, NM).actions.drive;

const transistor = () => transistorAt(nanometres(NM));

const ofTransistor = { deck: "transistor" } as const;
const ofArm = { deck: "strong-arm" } as const;

/** Every figure that the decks print and a model of ours states. */
export const CARD_FIGURES: readonly CardFigure[] = [
  {
    ...ofTransistor,
    prints: ["on_resistance"],
    quantity: "on-resistance times width, 0.2 V above ground",
    unit: "Ω·µm",
    scale: 1e-6,
    simulated: 343.5,
    ours: () => transistor().onResistance,
  },
  {
    ...ofTransistor,
    prints: ["gate_capacitance"],
    quantity: "charge of a closing gate over supply and width",
    unit: "fF/µm",
    scale: 1e-9,
    simulated: 1.156,
    ours: () => transistor().gateCapacitance,
  },
  {
    ...ofTransistor,
    prints: ["off_current"],
    quantity: "off current over width",
    unit: "nA/µm",
    scale: 1e-3,
    simulated: 10.65,
    ours: () => transistor().offCurrent,
  },
  {
    ...ofTransistor,
    prints: ["efficiency_least"],
    quantity: "transconductance over current at 0.4 V on the gate",
    unit: "1/V",
    scale: 1,
    simulated: 15.23,
    ours: () => AMPLIFIER_NOMINAL.efficiency,
  },
  {
    ...ofTransistor,
    prints: ["gain_least"],
    quantity: "voltage gain of a stage of least length",
    unit: "",
    scale: 1,
    simulated: 11.49,
    ours: () => AMPLIFIER_NOMINAL.gain,
  },
  {
    ...ofTransistor,
    prints: ["transit_least"],
    quantity: "transit frequency of the same stage, without wires",
    unit: "GHz",
    scale: 1e9,
    simulated: 93.94,
    ours: () => AMPLIFIER_NOMINAL.transit * (65 / NM),
  },
  ...[1e-3, 10e-3, 100e-3].map(
    (difference, n): CardFigure => ({
      ...ofArm,
      prints: ["delay"],
      difference,
      quantity: `StrongARM comparator, ${difference * 1e3} mV: decision`,
      unit: "ps",
      scale: 1e-12,
      simulated: [64.44, 46.04, 27.23][n],
      ours: (price) => decision(price).latency,
    }),
  ),
  {
    ...ofArm,
    prints: ["decision", "clocking"],
    difference: 10e-3,
    quantity: "StrongARM comparator, 10 mV: supply and clock",
    unit: "fJ",
    scale: 1e-15,
    simulated: 15.24,
    ours: (price) => decision(price).energy,
  },
  {
    deck: "sense-amplifier",
    prints: ["decision", "clocking"],
    difference: 50e-3,
    quantity: "latch that reads two lines, 50 mV: supply, lines and firing",
    unit: "fJ",
    scale: 1e-15,
    simulated: 7.323,
    ours: (price) => latch(price).energy,
  },
  {
    deck: "sense-amplifier",
    prints: ["delay"],
    difference: 50e-3,
    quantity: "latch that reads two lines, 50 mV: decision",
    unit: "ps",
    scale: 1e-12,
    simulated: 15.1,
    ours: (price) => latch(price).latency,
  },
  {
    deck: "converter",
    prints: ["settling"],
    quantity: "capacitive converter, 4 bits, 200 fF: middle step to half a step",
    unit: "ps",
    scale: 1e-12,
    simulated: 274.3,
    ours: (price) => drive(price).latency,
  },
  {
    deck: "converter",
    prints: ["energy"],
    quantity: "capacitive converter, 4 bits, 200 fF: middle step",
    unit: "fJ",
    scale: 1e-15,
    simulated: 102,
    ours: (price) => drive(price).energy,
  },
  {
    deck: "tile-switch",
    prints: ["closing"],
    quantity: "64 switches of a tile's side behind three inverters: closing",
    unit: "ps",
    scale: 1e-12,
    simulated: 45.75,
    ours: (price) => price("tile-switch", "transistor", {}, NM).actions.connect.latency,
  },
];

export const CARDS_TOPIC = "analog parts on the cards of FreePDK45, 45 nm";

/** Every figure beside ours. */
export const cardFacts = (price: PriceOf): Fact[] =>
  CARD_FIGURES.map(({ deck, quantity, unit, scale, simulated, ours }) => ({
    topic: CARDS_TOPIC,
    quantity,
    unit,
    published: simulated,
    ours: ours(price) / scale,
    tolerance: 1,
    source: "freepdk45-run-2026",
    evidence: "independent prediction",
    note: `deck ${deck}`,
  }));
