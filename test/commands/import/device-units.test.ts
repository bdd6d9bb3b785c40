import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { deviceFit } from "../../../src/commands/import/run/device-fit.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-units-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Forty conductances of 31 to 70 in the unit of the header. */
function measured(header: string): string {
  const file = join(folder, "G.csv");
  writeFileSync(file, `${header}\n${Array.from({ length: 40 }, (_, n) => 31 + n).join("\n")}\n`);
  return file;
}

describe("measured conductances", () => {
  it("are fitted in the unit of their header", () => {
    const { distribution } = deviceFit({ conductances: measured("G (uS)") });
    const mean = distribution.populations.reduce((sum, { mean: m, share }) => sum + share.value * m.value, 0);
    expect(mean / 50.5e-6).toBeCloseTo(1, 1);
  });

  it("are refused where no config takes them, and where they are resistances", () => {
    expect(() => deviceFit({ conductances: measured("G (S)") })).toThrow(
      /G\.csv \(file\): expected conductances of 1 nS to 10 mS in the mean, received 50.* S: is the unit in the header right\?/,
    );
    expect(() => deviceFit({ conductances: measured("R (kohm)") })).toThrow(
      'expected conductances such as "G (uS)", received resistances; write 1000 / R under "G (uS)"',
    );
  });
});
