import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createRng, parseDocument } from "#base";
import { textWidths } from "#charts";
import type { Drawing } from "#reports";
import { drawingsOf as figuresOf } from "#reports";
import { createRenderer } from "../../packages/reports/src/render.ts";
import { comparisonDrawings } from "../../src/charts/comparison-drawings.ts";
import { movementBlocks } from "../../src/commands/compare/report/movement.ts";
import { PAIRS } from "../../src/comparison/comparison-designs.ts";
import { type Crossover, type CurvePoint, capacityCurve, LONGEST } from "../../src/comparison/curves.ts";
import { playedMovement } from "../../src/comparison/data-movement.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { duplicationActivations } from "../../src/simulation/hash-duplication.ts";
import { solveOperatingPoint } from "../../src/simulation/operating-point.ts";
import { sharedData } from "../language-model/shared-data.ts";
import { byTier } from "../tier.ts";

const REPOSITORY = resolve(import.meta.dirname, "..", "..", "configs");
const CONFIGS = [
  ...["cai-iscas-2024", "isaac-isca-2016", "tpuv4i-isca-2021"].map((name) =>
    join(REPOSITORY, `${name}.json5`),
  ),
  // Two chips that are not the defaults.
  ...["edge-llama-1b", "server-llama-8b"].map((name) => sharedData(join("configs", `${name}.json5`))),
];

/** As many crossings as are ever drawn, which no price has to be found for. */
const WINS = {
  from: 123_456,
  ranges: [
    [1000, 3456],
    [9876, 20_000],
    [123_456, LONGEST],
  ],
} as const;
const CROSSINGS = PAIRS.map(
  ([above, below]): Crossover => ({ contender: above.id, against: below.id, energy: WINS, latency: WINS }),
);

/** Charts of a config, priced at three lengths of the curves alone, by the fixed schedule. */
function drawingsOf(file: string): Drawing[] {
  const { value, ...document } = parseDocument(readFileSync(file, "utf8"), file);
  const own = value as { readonly design?: object };
  const fixed = { ...own, design: { ...own.design, mapping: { search: false } } };
  const { design, workload } = parseConfig({ ...document, value: fixed }, shippedCatalogue);
  const { heads, headWidth } = workload;
  const point = solveOperatingPoint(
    design,
    workload,
    duplicationActivations({ layers: 1, heads: Math.min(heads, 2), headWidth, length: 64 }, createRng(1)),
  );
  const curves = [512, 16_384, 2 ** 20].map(
    (length): CurvePoint => ({ length, contenders: priceAll(design, { ...workload, length }, point) }),
  );
  const contenders = priceAll(design, workload, point);
  const { first, others } = movementBlocks({
    ...playedMovement(contenders, workload, point, createRng(1)),
    capacities: capacityCurve(contenders, design, workload, point),
    contenders,
  });
  return [
    ...comparisonDrawings({ workload, contenders, curves, crossover: CROSSINGS }),
    ...figuresOf([...first, ...others]),
  ];
}

const require = createRequire(import.meta.url);
const widths = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) =>
  textWidths(readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}`))),
);

/** Texts of a picture that reach beyond it, in the coordinates of their own transform. */
function clipped({ name, configuration, width, height }: Drawing): string[] {
  const svg = createRenderer().svg(configuration, width, height);
  const texts = [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)];
  expect(texts.length).toBeGreaterThan(5);
  return texts.flatMap(([, attributes, text]) => {
    const of = (key: string): string => new RegExp(` ${key}="([^"]*)"`).exec(` ${attributes}`)?.[1] ?? "";
    const shown = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
    const size = Number(of("font-size"));
    const long = widths[of("font-weight") === "" ? 0 : 1](shown) * size;
    const left = Number(of("x")) - ({ middle: long / 2, end: long }[of("text-anchor")] ?? 0);
    const y = Number(of("y"));
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = (
      of("transform").match(/-?[\d.]+(?:e-?\d+)?/g) ?? []
    ).map(Number);
    const corners = [left, left + long].flatMap((x) =>
      [y - 0.75 * size, y + 0.2 * size].map((at) => [a * x + c * at + e, b * x + d * at + f]),
    );
    const isInside = corners.every(([x, at]) => x >= 0 && x <= width && at >= 0 && at <= height);
    return isInside ? [] : [`${name}: ${shown} at ${corners.map((own) => own.map(Math.round)).join(" ")}`];
  });
}

describe("every text of a comparison's charts", () => {
  for (const file of byTier(CONFIGS.slice(0, 1), CONFIGS))
    it.skipIf(!existsSync(file))(`lies within its picture: ${file.split("/").at(-1)}`, () => {
      const drawings = drawingsOf(file);
      expect(drawings.length).toBeGreaterThan(4);
      expect(drawings.flatMap(clipped)).toEqual([]);
      // No name of a part is an id of the config.
      for (const { configuration } of drawings)
        for (const { label = "" } of configuration.data.datasets) expect(label).not.toMatch(/[a-z][A-Z]/);
    });
});
