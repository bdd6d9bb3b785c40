import { z } from "zod";
import {
  anyFamilyOf,
  anyOf,
  type Catalogue,
  choice,
  type Instance,
  type Metres,
  nanometres,
  priceOnly,
  quantity,
  real,
} from "#base";
import type {
  Dac,
  InputStage,
  Link,
  Memory,
  MemoryActions,
  Mux,
  RowDriver,
  RowDriverAction,
  TileSwitch,
  WhiteSpace,
} from "#circuits";
import { ENCODINGS, POLARITIES } from "#circuits";
import type { Memristor } from "#memristors";
import { AMBIENT, SCALING_DOMAIN_NM, TEMPERATURE_DOMAIN, waferSchema } from "#technology";
import type { DynamicAction, DynamicArray } from "../arrays/dynamic/dynamic-array.ts";
import { weightsSchema } from "../arrays/weights/settings.ts";
import type { Gpu, GpuAction } from "../peripherals/gpu.ts";
import type { MacAction, MacArray } from "../peripherals/mac/mac.ts";
import type { Projection } from "../peripherals/projection/projection.ts";
import type { Readout } from "../peripherals/readout/readout.ts";
import type { SearchInstance } from "../peripherals/search/search.ts";
import type { Softmax } from "../peripherals/softmax/softmax.ts";
import type { Sorter } from "../peripherals/sorter/sorter.ts";
import type { TopKInstance } from "../peripherals/top-k/top-k.ts";
import { ARRAY_FIELDS, ELECTRICS } from "./array-design.ts";
import { arrayReplicasSchema } from "./array-replicas.ts";
import { calibrationField } from "./calibration.ts";
import { componentTablesField } from "./component-tables.ts";
import { floorplanSchema } from "./floorplan.ts";
import type { OpenChoices } from "./key-codes.ts";
import { CORE_FIELDS, mappingSchema, type Plan } from "./mapping-plan.ts";
import { levelsSchema } from "./memory-levels.ts";
import { sizesField, type UnitSizes } from "./unit-sizes.ts";

/** How hashing is built: on memristor arrays, or on digital units. */
export type HashUnit = Design["hashing"]["unit"];

/** What attention runs on. Comparison designs set it: a config describes the digital chip and its rivals. */
export type Platform = "digital" | "analog" | "gpu";

/** How the arrays of exact analog attention are chosen. */
const ANALOG_ON = ["cheapest", "named"] as const;

/** What computes random projections digitally. */
const PROJECT_ON = ["cheapest", "mac", "unit"] as const;

/** Default family of a hash's readout, by what the hash reads. */
export const READOUT_OF = { signs: "comparator", largest: "wta", values: "adc" } as const;

/** Whether a readout gives numbers, which digital logic can add, and not signs or places. */
export const digitises = ({ family }: { readonly family: string }): boolean => family === READOUT_OF.values;

/** Families of readouts, with the default model of each. */
export const READOUT_FALLBACKS = {
  comparator: "charge",
  wta: "comparator-tree",
  adc: "low-resolution",
} as const;

/** Time of a read unless the config says otherwise. */
export const READ_TIME = "10 ns";

/** Default node of the digital units and of everything else. */
export const LOGIC_NODE = "28 nm";

const nodeRange = { min: nanometres(SCALING_DOMAIN_NM.min), max: nanometres(SCALING_DOMAIN_NM.max) };

/** The component in a slot of each family: its actions and its behaviour. */
interface Member {
  readonly memristor: Instance<never, Memristor>;
  readonly dac: Instance<"drive", Dac>;
  readonly "row-driver": Instance<RowDriverAction, RowDriver>;
  readonly "tile-switch": Instance<"connect", TileSwitch>;
  readonly mux: Instance<"select", Mux>;
  readonly "input-stage": Instance<"hold", InputStage>;
  readonly readout: Instance<Readout["action"], Readout>;
  readonly sorter: Instance<"place" | "scan", Sorter>;
  readonly softmax: Instance<"exponent", Softmax>;
  readonly mac: Instance<MacAction, MacArray>;
  readonly projection: Instance<"project", Projection>;
  readonly sram: Instance<MemoryActions["sram"], Memory>;
  readonly dram: Instance<MemoryActions["dram"], Memory>;
  readonly "white-space": Instance<never, WhiteSpace>;
  readonly link: Instance<"transfer", Link>;
  readonly "dynamic-array": Instance<DynamicAction, DynamicArray>;
  readonly gpu: Instance<GpuAction, Gpu>;
  readonly search: SearchInstance;
  readonly "top-k": TopKInstance;
}

/** Slots of a design: `slot(family, default model, description)`. */
const slotsOf =
  (catalogue: Catalogue) =>
  <Family extends keyof Member>(family: Family, fallback: string, doc: string) =>
    anyOf<Member[Family]>(catalogue, family, fallback, doc);

type Slot = ReturnType<typeof slotsOf>;

/** Config schema of the digital units. */
const digitalSchema = (slot: Slot) =>
  z
    .strictObject({
      sorter: slot("sorter", "counting", "sorter of bucket ids"),
      softmax: slot("softmax", "base2", "softmax unit"),
      mac: slot("mac", "int8", "multiply-accumulate array"),
      buffer: slot("sram", "banked", "on-chip buffer"),
      levels: levelsSchema(
        slot("sram", "register-file", "memory of a level between the buffer and the multipliers"),
      ),
      projectOn: choice(
        PROJECT_ON,
        "what projects where no crossbar does: the MAC array's adders, the projection unit, or the one of least energy",
      ).prefault("cheapest"),
      projection: slot(
        "projection",
        "adder-tree",
        "unit of random projections; used where projectOn is unit, which naming one implies",
      ),
      sizes: sizesField,
      fetchBy: priceOnly(
        choice(
          ["cheapest", "gather", "stream"],
          "how keys that were chosen by their codes come: each in random order, or all of them past the queries; the one of least energy",
        ).prefault("cheapest"),
      ),
    })
    .prefault({});

/** Config keys of the units that search codes of keys and choose the best. */
const searchSchema = (slot: Slot) => ({
  searchOn: priceOnly(
    choice(
      ["cheapest", "named"],
      "store of the memristor codes: the one of least energy, or the named one",
    ).prefault("cheapest"),
  ),
  search: slot(
    "search",
    "cam-2t2r",
    "store of key codes; used where searchOn is named, which naming one implies",
  ),
  topKOn: priceOnly(
    choice(
      ["fitting", "named"],
      "unit that chooses the best keys: one for what the store answers, or the named one",
    ).prefault("fitting"),
  ),
  topK: slot(
    "top-k",
    "counting",
    "unit that chooses the best keys; used where topKOn is named, which naming one implies",
  ),
});

/** Config schema of the rivals. */
const baselinesSchema = (slot: Slot) =>
  z
    .strictObject({
      analogOn: priceOnly(
        choice(
          ANALOG_ON,
          "arrays of exact analog attention: those of least energy, or the ones that baselines.analog names",
        ).prefault("cheapest"),
      ),
      analog: slot(
        "dynamic-array",
        "gain-cell",
        "arrays that keys and values are written to; used where analogOn is named, which naming one implies",
      ),
      analogNode: priceOnly(
        quantity("m", nodeRange, "node of these arrays (default: that of their publication)").optional(),
      ),
      gpu: slot("gpu", "h100", "GPU of the roofline"),
    })
    .prefault({});

/** Config keys of what the arrays hold, and for which heads. */
const PLACEMENT_FIELDS = {
  sharing: choice(
    ["query-head", "head", "layer", "global"],
    "scope of one set of projections; head: a key head and the query heads that read it",
  ).prefault("head"),
  folding: choice(
    ["none", "write-verified"],
    "weight folding: whether query and key projections are written into the arrays, which then hash a layer's input, before positions",
  ).prefault("none"),
};

/** Config schema of the arrays that hash, with their drivers and readouts. */
const hashingSchema = (catalogue: Catalogue, slot: Slot) =>
  z
    .strictObject({
      unit: choice(["crossbar", "digital"], "what computes the projections").prefault("crossbar"),
      ...PLACEMENT_FIELDS,
      electrics: choice(
        ELECTRICS,
        "resistances that nothing else states: of the node and its parts, or the seed group's (20 Ω a cell, 600 Ω at either end)",
      ).prefault("technology"),
      array: z.strictObject(ARRAY_FIELDS).prefault({}),
      replicas: arrayReplicasSchema,
      memristor: slot("memristor", "lognormal", "device at a crosspoint"),
      dac: slot("dac", "capacitive", "converter of a word line"),
      driver: slot("row-driver", "line", "driver of a word line"),
      tileSwitch: slot("tile-switch", "transistor", "switch at the end of a tile's line"),
      mux: slot("mux", "ideal", "how outputs share a readout"),
      inputStage: slot("input-stage", "regulated-cascode", "what holds a bit line at its virtual ground"),
      readout: anyFamilyOf<Member["readout"]>(
        catalogue,
        READOUT_FALLBACKS,
        "what turns the currents of pairs into bucket ids",
      ),
      readoutRange: real(
        { min: 0.1, max: 100 },
        "full scale of an ADC in standard deviations of the currents that it sees",
      ).prefault(3),
      readTime: quantity("s", { min: 1e-12, max: 1 }, "time that word lines are held for one read").prefault(
        READ_TIME,
      ),
      settlingError: real(
        { min: 1e-9, max: 0.5 },
        "share of a step that may be left at the end of a read",
      ).prefault(0.01),
      settling: choice(
        ["required", "simulated"],
        "a read that is too short to settle: refused; or read as it is, with what is left of the one before",
      ).prefault("required"),
      encoding: choice(ENCODINGS, "how an input's magnitude reaches a word line").prefault("amplitude"),
      polarity: choice(POLARITIES, "how an input's sign does").prefault("bipolar"),
      lowLevel: real(
        { min: 0, max: 0.9 },
        "level of an offset input's lower end, of the read voltage",
      ).prefault(0),
    })
    .prefault({});

/** Config schema of a design; the catalogue gives the models of each family. */
export function designSchema(catalogue: Catalogue) {
  const slot = slotsOf(catalogue);
  return z.strictObject({
    ...CORE_FIELDS,
    // Arrays follow it unless they have their own node, so it affects behaviour.
    logicNode: quantity("m", nodeRange, "node of the digital units").prefault(LOGIC_NODE),
    hashNode: quantity(
      "m",
      nodeRange,
      "node of the arrays and their periphery (default: the logic node, on one die)",
    ).optional(),
    chipletLink: slot("link", "die-to-die", "link to arrays of another node, which are a die of their own"),
    temperature: quantity(
      "K",
      { ...TEMPERATURE_DOMAIN, min: AMBIENT },
      "temperature of the package: of the silicon without its own heat; no less than that of the room, as no cooler is priced",
    ).prefault(`${AMBIENT} K`),
    thermalResistance: priceOnly(
      real(
        { min: 0, max: 1000 },
        "rise of the silicon over its package in the steady state, K a W/mm² (assumed: a heat sink with a fan)",
      ).prefault(20),
    ),
    hashing: hashingSchema(catalogue, slot),
    digital: digitalSchema(slot),
    ...searchSchema(slot),
    memory: slot("dram", "lpddr4", "memory behind the chip"),
    floorplan: floorplanSchema(catalogue),
    mapping: mappingSchema,
    whiteSpace: slot("white-space", "ideal", "area of the chip that holds no circuit"),
    wafer: waferSchema,
    calibration: calibrationField(),
    componentTables: componentTablesField(),
    weights: weightsSchema,
    baselines: baselinesSchema(slot),
  });
}

/** A configured chip and its platform: technology, hash arrays with periphery, digital units, memories. */
export type Design = Frozen<Omit<z.output<ReturnType<typeof designSchema>>, "hashNode">> & {
  readonly hashNode: Metres;
  readonly platform: Platform;
  /** Choices of code stores that a comparison design leaves open. */
  readonly open?: OpenChoices;
  /** The design that differs only in its hash; its plan is used unless the own one is much better. */
  readonly twin?: Design;
  /** Sizes of its digital units as multiples of the config's; left out where they are as configured. */
  readonly sizes?: UnitSizes;
  /** How its data move through the memories; left out for the fixed schedule. */
  readonly plan?: Plan;
};

/** A deeply read-only tree of fields; components stay as they are. */
export type Frozen<T> = T extends number | string | boolean | undefined | Instance<never>
  ? T
  : { readonly [K in keyof T]: Frozen<T[K]> };
