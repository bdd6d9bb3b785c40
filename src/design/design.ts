import { z } from "zod";
import { anyOf, type Catalogue } from "../base/catalogue.ts";
import type { Instance } from "../base/component.ts";
import { choice, integer, quantity } from "../base/fields.ts";
import { type Metres, nanometres, type Seconds } from "../base/units.ts";
import type { Memristor } from "../devices/memristor.ts";
import type { Comparator } from "../peripherals/converters/comparator.ts";
import type { Dac } from "../peripherals/converters/dac.ts";
import type { RowDriver } from "../peripherals/converters/row-driver.ts";
import type { MacArray } from "../peripherals/digital/mac.ts";
import type { Memory } from "../peripherals/digital/memory.ts";
import type { Softmax } from "../peripherals/digital/softmax.ts";
import type { Sorter } from "../peripherals/digital/sorter.ts";
import { SCALING_DOMAIN_NM } from "../technology/scaling.ts";

/** How hashing is built: on memristor arrays, or on the digital adders with ±1 weights. */
export type HashUnit = "crossbar" | "digital";

export interface ArrayGeometry {
  /** Word lines. */
  readonly rows: number;
  /** Bit lines; a differential pair takes two. */
  readonly columns: number;
}

/** A chip: technology, hash arrays with their periphery, digital units and memories. */
export interface Design {
  readonly logicNode: Metres;
  readonly hashNode: Metres;
  readonly hashing: {
    readonly unit: HashUnit;
    readonly sharing: "head" | "layer" | "global";
    readonly array: ArrayGeometry;
    readonly memristor: Instance<never, Memristor>;
    readonly dac: Instance<"drive", Dac>;
    readonly driver: Instance<"charge", RowDriver>;
    readonly readout: Instance<"decide", Comparator>;
    readonly readTime: Seconds;
  };
  readonly digital: {
    readonly sorter: Instance<"place" | "scan", Sorter>;
    readonly softmax: Instance<"exponent", Softmax>;
    readonly mac: Instance<"mac" | "add", MacArray>;
    readonly buffer: Instance<"read" | "write", Memory>;
  };
  readonly memory: Instance<"read" | "write", Memory>;
}

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
            pairing: choice(["differential"], "how a signed weight is held").prefault("differential"),
          })
          .prefault({}),
        memristor: anyOf<Design["hashing"]["memristor"]>(
          catalogue,
          "memristor",
          "device at a crosspoint",
        ).prefault({
          model: "lognormal",
        }),
        dac: anyOf<Design["hashing"]["dac"]>(catalogue, "dac", "converter of a word line").prefault({
          model: "capacitive",
        }),
        driver: anyOf<Design["hashing"]["driver"]>(catalogue, "row-driver", "driver of a word line").prefault(
          {
            model: "line",
          },
        ),
        readout: anyOf<Design["hashing"]["readout"]>(
          catalogue,
          "comparator",
          "comparator of a pair",
        ).prefault({
          model: "charge",
        }),
        readTime: quantity(
          "s",
          { min: 1e-12, max: 1 },
          "time that word lines are held for one read",
        ).prefault("10 ns"),
      })
      .prefault({}),
    digital: z
      .strictObject({
        sorter: anyOf<Design["digital"]["sorter"]>(catalogue, "sorter", "sorter of bucket ids").prefault({
          model: "counting",
        }),
        softmax: anyOf<Design["digital"]["softmax"]>(catalogue, "softmax", "softmax unit").prefault({
          model: "base2",
        }),
        mac: anyOf<Design["digital"]["mac"]>(catalogue, "mac", "multiply-accumulate array").prefault({
          model: "int8",
        }),
        buffer: anyOf<Design["digital"]["buffer"]>(catalogue, "sram", "on-chip buffer").prefault({
          model: "banked",
        }),
      })
      .prefault({}),
    memory: anyOf<Design["memory"]>(catalogue, "dram", "memory behind the chip").prefault({
      model: "lpddr4",
    }),
  });
