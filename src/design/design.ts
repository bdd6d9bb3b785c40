import { z } from "zod";
import { PAIRINGS, type Pairing } from "../arrays/column-plan.ts";
import { DRIVES, type Drive } from "../arrays/electrics.ts";
import type { LineFaultRates } from "../arrays/line-faults.ts";
import type { ArrayGeometry } from "../arrays/programmed-array.ts";
import { anyFamilyOf, anyOf, type Catalogue } from "../base/catalogue.ts";
import type { Instance } from "../base/component.ts";
import { choice, integer, quantity, real } from "../base/fields.ts";
import { type Metres, nanometres, type Ohms, type Seconds } from "../base/units.ts";
import type { Memristor } from "../devices/memristor.ts";

import type { Dac } from "../peripherals/converters/dac.ts";
import {
  ENCODINGS,
  type Encoding,
  POLARITIES,
  type Polarity,
} from "../peripherals/converters/input-encoding.ts";
import type { Readout } from "../peripherals/converters/readout.ts";
import type { RowDriver } from "../peripherals/converters/row-driver.ts";
import type { MacArray } from "../peripherals/digital/mac.ts";
import type { Memory } from "../peripherals/digital/memory.ts";
import type { Softmax } from "../peripherals/digital/softmax.ts";
import type { Sorter } from "../peripherals/digital/sorter.ts";
import { SCALING_DOMAIN_NM } from "../technology/scaling.ts";

/** How hashing is built: on memristor arrays, or on the digital adders with ±1 weights. */
export type HashUnit = "crossbar" | "digital";

/** Arrays of a design, and what a read of them meets. */
export interface ArrayDesign extends ArrayGeometry, LineFaultRates {
  readonly pairing: Pairing;
  readonly drive: Drive;
  /** Whether the simulation solves each tile's circuit or takes its wires for ideal. */
  readonly wires: "solved" | "ideal";
  /** Pitch of the lines, m, and one cell's length of line, Ω; the node's own unless given. */
  readonly pitch?: Metres;
  readonly segmentResistance?: Ohms;
}

/** A chip: technology, hash arrays with their periphery, digital units and memories. */
export interface Design {
  readonly logicNode: Metres;
  readonly hashNode: Metres;
  readonly hashing: {
    readonly unit: HashUnit;
    readonly sharing: "head" | "layer" | "global";
    readonly array: ArrayDesign;
    readonly memristor: Instance<never, Memristor>;
    readonly dac: Instance<"drive", Dac>;
    readonly driver: Instance<"charge", RowDriver>;
    readonly readout: Instance<Readout["action"], Readout>;
    readonly readTime: Seconds;
    readonly encoding: Encoding;
    readonly polarity: Polarity;
  };
  readonly digital: {
    readonly sorter: Instance<"place" | "scan", Sorter>;
    readonly softmax: Instance<"exponent", Softmax>;
    readonly mac: Instance<"mac" | "add", MacArray>;
    readonly buffer: Instance<"read" | "write", Memory>;
  };
  readonly memory: Instance<"read" | "write", Memory>;
}

/** Families that a readout may come from, with the model taken where none is named. */
export const READOUT_FALLBACKS = { comparator: "charge", wta: "comparator-tree" } as const;

const nodeRange = { min: nanometres(SCALING_DOMAIN_NM.min), max: nanometres(SCALING_DOMAIN_NM.max) };

/** Config schema of a design; the catalogue decides which models a family knows. */
export const designSchema = (catalogue: Catalogue) =>
  z.strictObject({
    logicNode: quantity("m", nodeRange, "node of the digital units").prefault("28 nm"),
    hashNode: quantity("m", nodeRange, "node of the arrays and their periphery").prefault("65 nm"),
    hashing: z
      .strictObject({
        unit: choice(["crossbar", "digital"], "what computes the projections").prefault("crossbar"),
        sharing: choice(["head", "layer", "global"], "who shares one set of projections").prefault("head"),
        array: z
          .strictObject({
            rows: integer({ min: 1, max: 4096 }, "word lines of an array").prefault(64),
            columns: integer({ min: 2, max: 8192 }, "bit lines of an array, two a projection").prefault(128),
            tileRows: integer({ min: 1, max: 4096 }, "word lines of a passive tile").prefault(16),
            tileColumns: integer({ min: 1, max: 8192 }, "bit lines of a passive tile").prefault(16),
            pairing: choice(PAIRINGS, "how a signed weight is held").prefault("differential"),
            drive: choice(DRIVES, "ends of a tile's lines that are tied to drivers and readouts").prefault(
              "one",
            ),
            wires: choice(
              ["solved", "ideal"],
              "whether each tile's circuit is solved, or wires take nothing",
            ).prefault("solved"),
            pitch: quantity("m", { min: 1e-9, max: 1e-4 }, "pitch of the lines (assumed)").optional(),
            segmentResistance: quantity(
              "ohm",
              { min: 0, max: 1e6 },
              "resistance of one cell's length of line (assumed)",
            ).optional(),
            openLines: real({ min: 0, max: 0.5 }, "share of lines that are open").prefault(0),
            shortedLines: real({ min: 0, max: 0.5 }, "share of neighbouring bit lines that touch").prefault(
              0,
            ),
          })
          .prefault({}),
        memristor: anyOf<Design["hashing"]["memristor"]>(
          catalogue,
          "memristor",
          "lognormal",
          "device at a crosspoint",
        ),
        dac: anyOf<Design["hashing"]["dac"]>(catalogue, "dac", "capacitive", "converter of a word line"),
        driver: anyOf<Design["hashing"]["driver"]>(catalogue, "row-driver", "line", "driver of a word line"),
        readout: anyFamilyOf<Design["hashing"]["readout"]>(
          catalogue,
          READOUT_FALLBACKS,
          "what turns the currents of pairs into bucket ids",
        ),
        readTime: quantity(
          "s",
          { min: 1e-12, max: 1 },
          "time that word lines are held for one read",
        ).prefault("10 ns"),
        encoding: choice(ENCODINGS, "how an input's magnitude reaches a word line").prefault("amplitude"),
        polarity: choice(POLARITIES, "how an input's sign does").prefault("bipolar"),
      })
      .prefault({}),
    digital: z
      .strictObject({
        sorter: anyOf<Design["digital"]["sorter"]>(catalogue, "sorter", "counting", "sorter of bucket ids"),
        softmax: anyOf<Design["digital"]["softmax"]>(catalogue, "softmax", "base2", "softmax unit"),
        mac: anyOf<Design["digital"]["mac"]>(catalogue, "mac", "int8", "multiply-accumulate array"),
        buffer: anyOf<Design["digital"]["buffer"]>(catalogue, "sram", "banked", "on-chip buffer"),
      })
      .prefault({}),
    memory: anyOf<Design["memory"]>(catalogue, "dram", "lpddr4", "memory behind the chip"),
  });
