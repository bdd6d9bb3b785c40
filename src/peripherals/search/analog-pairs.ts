import { z } from "zod";
import {
  amperes,
  type Constant,
  fraction,
  integer,
  joules,
  type Kelvin,
  nanometres,
  priceOnly,
  quantity,
  type Rng,
  real,
  seconds,
  squareMetres,
  stated,
  volts,
  watts,
} from "#base";
import { driven } from "#circuits";
import { type CellRead, readVariance } from "../../arrays/dynamic/dynamic-array.ts";
import { midRise } from "../adc/adc.ts";
import { CAM_CELLS, CAM_CONSTANTS, lengthFactor, supplyAt } from "./cam.ts";
import { camCharge } from "./cam-charge.ts";
import { cam2t2r } from "./cam-models.ts";
import {
  defineSearch,
  exactInquiry,
  type Inquiry,
  macrosOf,
  roundQuery,
  STORE_PARAMS,
  storeOf,
  WRITE_PARAMS,
} from "./search.ts";

/** Deviations of a key's scores that its converter reaches, of digits that are uniform on either side of zero. */
const RANGE = 4;

/** Temperature of the charge's noise, K. */
const NOISE_TEMPERATURE = 300 as Kelvin;

interface Reads {
  readonly bits: number;
  readonly onResistance: number;
  readonly readVoltage: number;
  readonly readTime: number;
}

/** Mean voltage of a line over the largest, and mean conductance of a cell over the highest (assumed). */
const [DRIVE, LEVEL] = [0.5, 0.25];

/** Deviation of a score from the noise of its two columns' charge, in full charges of a cell. */
function chargeNoise({ bits, onResistance, readVoltage, readTime }: Reads): number {
  const read: CellRead = {
    current: amperes(readVoltage / onResistance),
    voltage: volts(readVoltage),
    time: seconds(readTime),
    variation: 0,
    response: (level) => level,
  };
  const cells = 2 * bits;
  return Math.sqrt(readVariance(read, cells, cells * DRIVE * LEVEL, NOISE_TEMPERATURE));
}

/** Half of a converter's step, in full charges of a cell. */
const halfStep = ({ bits, converterBits }: Pick<Errors, "bits" | "converterBits">): number =>
  (RANGE * Math.sqrt(bits) * DRIVE) / 2 ** converterBits;

interface Errors extends Reads {
  readonly converterBits: number;
  readonly writeError: number;
  readonly readNoise: number;
}

/**
 * Scores with the errors of their cells. Independent errors of a share σ of the range in two cells an element add to
 * σ √(2 · bits) / 2 full cells at half the drive, where the reach is bits / 2: a deviation of σ √(2 / bits) · reach.
 */
function pairInquiry(scores: Float64Array, reach: number, errors: Errors, rng: Rng): Inquiry {
  const { bits, converterBits, writeError } = errors;
  const [still, fresh] = [rng.fork("still"), rng.fork("fresh")];
  const step = Math.sqrt(2 / bits) * reach;
  const readNoise = Math.hypot(
    errors.readNoise,
    chargeNoise({ ...errors, readTime: heldFor(errors) }) / (Math.sqrt(2 * bits) / 2),
  );
  const full = (RANGE * reach) / Math.sqrt(bits);
  const seen = scores.map((score) => {
    const read = score + step * (writeError * still.normal() + readNoise * fresh.normal());
    return full > 0 ? midRise(read, full, 2 ** converterBits) : read;
  });
  return exactInquiry(seen, reach);
}

/** Time of a read, s: the config's, or the one after which noise is half a step where that is longer. */
const heldFor = (p: Pick<Errors, keyof Reads | "converterBits">): number =>
  p.readTime * Math.max(1, (chargeNoise(p) / halfStep(p)) ** 2);

/** A constant of another store, as one physical number with it. */
const of = (
  { model, constants }: { model: string; constants: Readonly<Record<string, Constant>> },
  name: string,
): Constant => ({ identity: `search:${model}.${name}`, ...constants[name] });

/**
 * Keys of several bits an element, written to pairs of resistive cells that hold a magnitude on either side of zero: a
 * query drives one line a pair, a key's two lines sum the currents, and a converter reads their difference. Cell and
 * write as `cam-2t2r` [li-2014], converter as `cam-charge` [chen-2017]; currents follow from resistance, voltage and
 * time. Keys are written with verification. Errors and pulses a cell are assumed.
 */
export const analogPairs = defineSearch({
  model: "analog-pairs",
  source: "li-2014",
  params: z.object({
    ...STORE_PARAMS,
    keyBits: integer({ min: 2, max: 6 }, "bits of an element of a key, its sign among them").prefault(4),
    queryBits: integer({ min: 2, max: 8 }, "bits of an element of a query, its sign among them").prefault(4),
    converterBits: integer({ min: 1, max: 8 }, "bits of a converter").prefault(6),
    share: priceOnly(integer({ min: 1, max: 4096 }, "keys that share a converter").prefault(16)),
    onResistance: quantity("ohm", { min: 100, max: 1e9 }, "resistance of the highest level").prefault(
      "1 Mohm",
    ),
    readVoltage: quantity("V", { min: 1e-3, max: 5 }, "of a fully driven line").prefault("0.25 V"),
    readTime: quantity(
      "s",
      { min: 1e-12, max: 1 },
      "time of a read, or longer where its charge would be too noisy for the converter",
    ).prefault("10 ns"),
    writeError: fraction("standard deviation of a written conductance, of the range").prefault(0.01),
    readNoise: fraction("standard deviation of a cell's current in a read, of the range").prefault(0.005),
    pulses: stated(real({ min: 1, max: 1e4 }, "pulses that write a cell, on average (assumed)").prefault(8)),
    ...WRITE_PARAMS,
  }),
  constants: {
    supply: CAM_CONSTANTS.supply,
    parasitic: CAM_CONSTANTS.parasitic,
    efficiency: CAM_CONSTANTS.efficiency,
    squares: of(cam2t2r, "squares"),
    write: of(cam2t2r, "write"),
    gate: CAM_CELLS.gate,
    meanLevel: {
      nominal: 0.25,
      low: 0.15,
      high: 0.5,
      source: "assumed",
      note: "mean conductance of a cell of a pair over the highest: one of two holds a magnitude",
    },
    meanDrive: {
      nominal: 1 / 3,
      low: 1 / 6,
      high: 1 / 2,
      source: "assumed",
      note: "mean square of a line's voltage over the largest: of uniform digits",
    },
    converter: of(camCharge, "converter"),
    converterArea: of(camCharge, "converterArea"),
    conversion: of(camCharge, "conversion"),
  },
  behave: (p) => ({
    ...storeOf(p, p.queryBits, p.keyBits),
    answers: "scores",
    endurance: p.endurance / p.pulses,
    ask: (query) => roundQuery(query, p.queryBits),
    inquire: (scores, reach, rng) => pairInquiry(scores, reach, p, rng),
  }),
  cost: (p, technology, k) => {
    const at40 = nanometres(40);
    const macros = macrosOf(p);
    const readTime = heldFor(p);
    const cell = k.squares * technology.node ** 2;
    const supply = supplyAt(technology, k.supply);
    const current = (k.meanDrive * k.meanLevel * p.readVoltage ** 2 * readTime) / p.onResistance;
    // One of a pair's two selected gates and its piece of line are charged for each search.
    const line =
      driven(k) *
      (k.gate * lengthFactor(technology) + technology.wireCapacitance * Math.sqrt(cell)) *
      supply ** 2;
    const convert = p.converterBits * k.converter * technology.energyFactor("charge", at40);
    const slow = k.conversion * technology.delayFactor("charge", at40);
    const round = readTime + slow;
    const time = readTime + p.share * slow;
    const converters = (p.converterBits * k.converterArea * technology.areaFactor("charge", at40)) / p.share;
    const writeTime = 2 * p.pulses * p.pulse;
    return {
      area: squareMetres(macros * p.keys * ((p.bits * cell) / k.efficiency + converters)),
      leakage: watts(0),
      actions: {
        search: {
          energy: joules(p.bits * (2 * current + line) + convert),
          latency: seconds(round),
          interval: seconds(time / (p.keys * macros)),
        },
        write: {
          energy: joules(p.bits * k.write * p.pulses),
          latency: seconds(writeTime),
          interval: seconds(writeTime / macros),
        },
      },
    };
  },
});
