import { type Catalogue, ConfigError, InfeasibleError, type Located } from "#base";
import type { ColumnTitle } from "#charts";
import { heatMapChart } from "#charts";
import type { Progress } from "#local-io";
import { type Drawing, drawing } from "#reports";
import {
  ROUND_VARIANTS,
  type RoundVariant,
  roundsChart,
  type SweptPoint,
  sensitivityChart,
} from "../../../charts/swept.ts";
import { SUBJECT } from "../../../comparison/comparison-designs.ts";
import { priceContender } from "../../../comparison/priced-comparison.ts";
import { type Config, parseConfig } from "../../../design/config.ts";
import { override } from "../../../design/override.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { createSeededMass, type SeededMass } from "./seeded-quality.ts";

/** The design that experiments vary, and its activations. */
export interface ExperimentBase {
  readonly document: Located;
  readonly catalogue: Catalogue;
  readonly activations: Activations;
  readonly sharedQK: boolean;
  readonly seed: number;
  readonly seeds: number;
}

interface Bench {
  /** The config with some keys changed; null if they are incompatible. */
  readonly configWith: (settings: readonly string[]) => Config | null;
  readonly mass: SeededMass;
  /** Energy of the memristor design, J; null if infeasible. */
  readonly energyOf: (config: Config) => number | null;
}

/** Simulates each parameter over seeds, then rounds, then chunk × rounds; takes minutes. */
export function experimentDrawings(base: ExperimentBase, progress: Progress): Drawing[] {
  const bench = createBench(base);
  const swept = SWEPT.flatMap((setting) => {
    progress.update(`simulating sensitivity to ${setting.title.name} …`);
    return sweptDrawing(setting, base.seeds, bench);
  });
  progress.update("simulating quality against rounds …");
  const rounds = roundsDrawing(base, bench);
  progress.update("simulating chunk × rounds …");
  return [...swept, ...rounds, ...heatMapDrawing(base, bench)];
}

function createBench({ document, catalogue, activations, sharedQK, seed, seeds }: ExperimentBase): Bench {
  const pointOf = rememberedPoints(activations, loadKernels());
  return {
    mass: createSeededMass(activations, seed, seeds),
    configWith: (settings) => {
      try {
        const config = parseConfig(settings.reduce(override, document), catalogue);
        const { workload } = config;
        return { ...config, workload: { ...workload, attention: { ...workload.attention, sharedQK } } };
      } catch (error) {
        if (error instanceof ConfigError) return null;
        throw error;
      }
    },
    energyOf: ({ design, workload }) => {
      const contender = priceContender(SUBJECT, design, workload, pointOf(design, workload));
      return contender.feasible ? contender.cost.energy : null;
    },
  };
}

/** Null for an infeasible design; other errors are thrown. */
function unlessInfeasible<T>(measure: () => T): T | null {
  try {
    return measure();
  } catch (error) {
    if (error instanceof InfeasibleError) return null;
    throw error;
  }
}

function sweptDrawing(
  { name, title, values, settings }: SweptSetting,
  seeds: number,
  bench: Bench,
): Drawing[] {
  const points = values.flatMap((value): SweptPoint[] => {
    const config = bench.configWith(settings(value));
    if (config === null) return [];
    const measured = unlessInfeasible(() => ({
      value,
      mass: bench.mass(config, "memristor"),
      software: bench.mass(config, "software"),
      control: bench.mass(config, "random-buckets"),
      energy: bench.energyOf(config),
    }));
    return measured === null ? [] : [measured];
  });
  // A single point has no comparison.
  if (points.length < 2) return [];
  return [
    drawing(
      `sensitivity-${name}`,
      `Sensitivity to ${title.name}`,
      sensitivityChart({ title, seeds, points }),
    ),
  ];
}

function roundsDrawing({ activations, seeds }: ExperimentBase, bench: Bench): Drawing[] {
  const bands = (variant: RoundVariant) =>
    ROUNDS.flatMap((rounds) => {
      const config = bench.configWith([`workload.attention.rounds=${rounds}`]);
      const spread = config === null ? null : unlessInfeasible(() => bench.mass(config, variant));
      return spread === null ? [] : [{ x: rounds, ...spread }];
    });
  const variants = Object.fromEntries(ROUND_VARIANTS.map((variant) => [variant, bands(variant)])) as Record<
    RoundVariant,
    ReturnType<typeof bands>
  >;
  if (variants.memristor.length < 2) return [];
  const { model, length } = activations;
  return [drawing("rounds", "Quality against rounds", roundsChart({ seeds, model, length, variants }))];
}

function heatMapDrawing({ activations, seeds }: ExperimentBase, bench: Bench): Drawing[] {
  const cells = ROUNDS.map((rounds) =>
    CHUNKS.map((chunk) => {
      const config = bench.configWith([
        `workload.attention.rounds=${rounds}`,
        `workload.attention.chunk=${chunk}`,
      ]);
      const none = { mass: Number.NaN, energy: Number.NaN };
      if (config === null) return none;
      const measured = unlessInfeasible(() => ({
        mass: bench.mass(config, "memristor").mean,
        energy: bench.energyOf(config) ?? Number.NaN,
      }));
      return measured ?? none;
    }),
  );
  const chart = heatMapChart(
    `Chunk and rounds: ${activations.model}, L = ${activations.length} (${seeds} seeds a cell)`,
    {
      columns: { title: "chunk (tokens)", values: CHUNKS },
      rows: { title: "rounds of hashing (count)", values: ROUNDS },
      quality: { title: "attention recall", values: cells.map((row) => row.map(({ mass }) => mass)) },
      energy: cells.map((row) => row.map(({ energy }) => energy)),
    },
  );
  return [drawing("chunk-rounds", "Attention recall and energy over chunk and rounds", chart, 600)];
}

/** A parameter and its values in a sensitivity chart. */
export interface SweptSetting {
  /** File name of the chart. */
  readonly name: string;
  readonly title: ColumnTitle;
  readonly values: readonly number[];
  /** Config settings for a value, as for `--set`. */
  readonly settings: (value: number) => readonly string[];
}

const plain = (name: string): ColumnTitle => ({ name, unit: "" });
const BITS = [1, 2, 3, 4, 6, 8];

/** Parameters of arrays and converters to which a hash may be sensitive. */
export const SWEPT: readonly SweptSetting[] = [
  {
    name: "dac-bits",
    title: plain("resolution of the DAC (bits)"),
    values: BITS,
    settings: (bits) => [`design.hashing.dac.bits=${bits}`],
  },
  {
    name: "adc-bits",
    title: plain("resolution of the ADC (bits)"),
    values: BITS,
    settings: (bits) => [`design.hashing.readout={ family: "adc", model: "low-resolution", bits: ${bits} }`],
  },
  {
    name: "array-side",
    title: plain("side of the array (lines)"),
    values: [16, 32, 64, 128, 256, 512],
    settings: (side) => [
      `design.hashing.array.rows=${side}`,
      `design.hashing.array.columns=${side}`,
      // With fewer array rows than vector elements, partial sums add up on the line.
      'design.hashing.array.rowSplit="analog"',
    ],
  },
  {
    name: "tile-edge",
    title: plain("edge of the passive tile (lines)"),
    values: [1, 2, 4, 8, 16, 32, 64],
    settings: (edge) => [`design.hashing.array.tileRows=${edge}`, `design.hashing.array.tileColumns=${edge}`],
  },
  {
    name: "wire-resistance",
    title: { name: "resistance of a line between two cells", unit: "Ω" },
    values: [0.1, 0.3, 1, 3, 10, 30],
    settings: (ohms) => [`design.hashing.array.segmentResistance=${ohms} ohm`],
  },
  {
    name: "read-noise",
    title: plain("read noise of a device (standard deviation over its current)"),
    values: [0, 0.02, 0.05, 0.1, 0.2, 0.4],
    settings: (noise) => [`design.hashing.memristor.readNoise=${noise}`],
  },
];

/** Rounds of the quality curve and rows of the heat map. */
const ROUNDS = [1, 2, 4, 8, 16];
/** Chunks, the columns of the heat map. */
const CHUNKS = [8, 16, 32, 64];
