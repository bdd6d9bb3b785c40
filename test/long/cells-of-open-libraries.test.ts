import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cellTable } from "#technology";
import { cli } from "../cli/run.ts";
import { hasYosys } from "../commands/import/cells/verilog.ts";

const ROOT = join(import.meta.dirname, "../..");
const PDK = join(ROOT, "../shared/data/pdk");

describe.each([
  ["asap7-rvt-tt.lib.gz", "asap7-7nm.json"],
  ["sky130hd-tt.lib.gz", "sky130hd-130nm.json"],
])("%s", (library, table) => {
  it.skipIf(!hasYosys || !existsSync(join(PDK, library)))(
    "gives the figures that ship, by whatever yosys is here and other data",
    async () => {
      const { code, data } = await cli(
        ...[
          "import",
          "cells",
          "--liberty",
          join(PDK, library),
          "--seed",
          "2",
          "--vectors",
          "2000",
          "--out",
          "-",
        ],
        ...[
          "--units",
          "full_adder,multiplexer,adder,register_word,comparator,popcount,compare_exchange,sequencer",
        ],
      );
      expect(code).toBe(0);
      const here = cellTable.parse(JSON.parse(data));
      const shipped = cellTable.parse(JSON.parse(readFileSync(join(ROOT, "cell-tables", table), "utf8")));
      expect(here.libraries.map(({ sha256 }) => sha256)).toEqual(
        shipped.libraries.map(({ sha256 }) => sha256),
      );
      expect(here.units.length).toBeGreaterThan(9);
      for (const one of here.units) {
        const other = shipped.units.find(
          ({ unit, sizes }) => unit === one.unit && JSON.stringify(sizes) === JSON.stringify(one.sizes),
        );
        const label = `${one.unit} ${JSON.stringify(one.sizes)}`;
        // Other versions of yosys map differently; the bounds are those within which independent implementations
        // should agree, but for a register's enable, which one maps to a multiplexer and the other to gates.
        const most = one.sizes.ENABLE === 1 ? 0.35 : 0.2;
        expect(Math.abs(Math.log(one.area_m2 / (other?.area_m2 ?? 0))), label).toBeLessThan(0.1);
        expect(Math.abs(Math.log(one.energy_J / (other?.energy_J ?? 0))), label).toBeLessThan(most);
      }
    },
  );
});
