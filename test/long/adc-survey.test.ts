import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { pricing } from "../../evidence/published/pricing.ts";
import { CONVERTERS } from "../../evidence/published/silicon-points.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { surveyAdc } from "../../src/peripherals/adc/survey.ts";

/** The survey of converters, where it is, and what unpacks it. */
const SURVEY = fileURLToPath(
  new URL("../../../shared/data/silicon/adc-survey-2025-06.xlsx", import.meta.url),
);
const UNPACK = `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
for name in sys.argv[2:]: print(z.read(name).decode().replace("\\n", " "))`;
const isThere = existsSync(SURVEY) && spawnSync("python3", ["--version"]).status === 0;
if (!isThere) console.warn(`${SURVEY} or Python is not there: converters are not compared with the survey`);

const LSB = { perBit: 20 * Math.log10(2), atNone: 10 * Math.log10(1.5) };

interface Converter {
  readonly year: number;
  readonly nm: number;
  readonly effectiveBits: number;
  /** Conversions a second. */
  readonly rate: number;
  /** pJ. */
  readonly energy: number;
  readonly oversampling: number;
}

/** Cells of a sheet by the letters of their column, row by row, as text. */
function sheetRows(xml: string, shared: readonly string[]): Map<string, string>[] {
  return Array.from(xml.matchAll(/<row\b.*?<\/row>/g), ([row]) => {
    const cells = row.matchAll(/<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/g);
    return new Map(
      Array.from(cells, ([, column, kind, inside = ""]): [string, string] => {
        const [, value = ""] = /<v>(.*?)<\/v>/.exec(inside) ?? [];
        return [column, kind.includes('t="s"') ? shared[Number(value)] : value];
      }),
    );
  });
}

/** Every converter of both conferences with a resolution, a power and a rate. */
function converters(): Converter[] {
  const names = ["xl/sharedStrings.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"];
  const { stdout } = spawnSync("python3", ["-c", UNPACK, SURVEY, ...names], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const [strings, ...sheets] = stdout.trim().split("\n");
  const shared = Array.from(strings.matchAll(/<si>(.*?)<\/si>/g), ([, inside]) =>
    Array.from(inside.matchAll(/<t[^>]*>(.*?)<\/t>/g), ([, text]) => text).join(""),
  );
  return sheets.flatMap((sheet) => {
    const [head, ...rows] = sheetRows(sheet, shared);
    const column = new Map([...head].map(([letter, name]) => [name, letter]));
    return rows.flatMap((row) => {
      const text = (name: string): string => row.get(column.get(name) ?? "") ?? "";
      const number = (name: string): number => (text(name).trim() === "" ? Number.NaN : Number(text(name)));
      const rate = number("fsnyq [Hz]");
      const one = {
        year: number("YEAR"),
        nm: Math.round(Number.parseFloat(text("TECHNOLOGY")) * 1e6) / 1e3,
        effectiveBits: (number("SNDR_plot [dB]") - LSB.atNone) / LSB.perBit,
        rate,
        energy: (number("P [W]") / rate) * 1e12,
        oversampling: number("OSR"),
      };
      return one.energy > 0 && Number.isFinite(one.effectiveBits) ? [one] : [];
    });
  });
}

describe.skipIf(!isThere)("the survey of converters", () => {
  const all = isThere ? converters() : [];
  const inDomain = all.filter(({ nm }) => nm >= 22 && nm <= 65);
  /** Ours over theirs of those that the model takes. */
  const ratios = (least: number, below: number): number[] =>
    inDomain
      .filter(
        ({ effectiveBits, rate }) =>
          effectiveBits >= least && effectiveBits < below && rate >= 1e6 && rate <= 1e10,
      )
      .map(({ effectiveBits, rate, nm, energy }) => {
        const { actions } = pricing(shippedCatalogue)(
          "adc",
          "survey",
          { bits: effectiveBits, rate: `${rate} S/s` },
          nm,
        );
        return (actions.convert.energy * 1e12) / energy;
      })
      .sort((a, b) => a - b);

  it("has the converters of few bits that the rule names, and no other", () => {
    const named = all.filter(
      ({ nm, effectiveBits, rate, oversampling }) =>
        nm >= 22 &&
        nm <= 65 &&
        effectiveBits >= 1 &&
        effectiveBits < 6 &&
        rate >= 1e8 &&
        rate <= 5e9 &&
        oversampling === 1,
    );
    const shown = named.map(({ nm, effectiveBits, rate, energy }) => [
      nm,
      Number(effectiveBits.toFixed(3)),
      Number((rate / 1e6).toFixed(3)),
      Number(energy.toPrecision(4)),
    ]);
    expect(shown).toEqual(CONVERTERS.map(([, , , ...figures]) => figures));
    for (const [n, [source]] of CONVERTERS.entries())
      expect(source.endsWith(String(named[n].year))).toBe(true);
  });

  it("has 45 in CMOS below 5 effective bits, of which the regression takes 9, no worse than above", () => {
    expect(all.filter(({ effectiveBits, nm }) => effectiveBits < 5 && nm > 0)).toHaveLength(45);
    const few = ratios(4, 5);
    expect(few).toHaveLength(9);
    expect(few[0]).toBeCloseTo(0.07, 2);
    expect(few[4]).toBeCloseTo(0.47, 2);
    expect(few[8]).toBeCloseTo(2.8, 1);
    const more = ratios(5, 8.5);
    expect(few[8] / few[0]).toBeLessThan(more[more.length - 1] / more[0]);
  });

  it("range of the best fifth: the middle and the best twentieth of 72 converters of 4 to 8.5 bits", () => {
    const own = ratios(4, 8.5);
    expect(own).toHaveLength(72);
    const { nominal, low, high } = surveyAdc.constants.energyQuantile;
    const middle = Math.sqrt(own[35] * own[36]);
    expect(Number(low) - nominal).toBeCloseTo(Math.log(middle), 1);
    expect(Number(high) - nominal).toBeCloseTo(Math.log(own[Math.floor(0.95 * own.length)]), 1);
    // The model says the best fifth: a fifth of the converters take less than it, within what 72 can tell (2 deviations, 9 %).
    const better = own.filter((ratio) => ratio > 1).length / own.length;
    expect(better).toBeGreaterThan(0.2 - 0.11);
    expect(better).toBeLessThan(0.2 + 0.09);
  });
});
