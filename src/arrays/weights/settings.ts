import { z } from "zod";
import { choice, fraction, integer, priceOnly, quantity, real } from "#base";

/** Cells whose currents add up in one: errors of each are averaged. */
const copiesOf = (what: string) =>
  integer({ min: 1, max: 16 }, `cells in parallel, in as many columns, of the weights of ${what}`).prefault(
    1,
  );

/**
 * Config schema of arrays that hold a model's weights: their shape, their bits and the errors of their cells. Defaults of
 * shape and bits are those of ISAAC [isaac-2016]; those of errors are assumed. Conductances are shares of the highest.
 */
export const weightsSchema = priceOnly(
  z
    .strictObject({
      rows: integer({ min: 1, max: 4096 }, "word lines of an array").prefault(128),
      columns: integer({ min: 1, max: 4096 }, "bit lines of an array").prefault(128),
      weightBits: integer({ min: 2, max: 16 }, "bits of a weight, of one scale an output").prefault(8),
      cellBits: integer(
        { min: 1, max: 6 },
        "bits of a cell; more bits of a weight take adjacent cells",
      ).prefault(2),
      pairing: choice(
        ["single", "differential"],
        "a signed weight: an offset that is subtracted as a number, or a pair of bit lines",
      ).prefault("single"),
      inputBits: integer({ min: 2, max: 16 }, "bits of an input, of one scale a vector").prefault(8),
      lineBits: integer({ min: 1, max: 8 }, "bits of an input that a word line carries at once").prefault(1),
      adcBits: integer({ min: 4, max: 8 }, "resolution of a column's converter").prefault(8),
      columnsPerConverter: integer({ min: 1, max: 4096 }, "columns that take turns at a converter").prefault(
        128,
      ),
      readTime: quantity("s", { min: 1e-12, max: 1 }, "time of a read of an array").prefault("100 ns"),
      onResistance: quantity("ohm", { min: 100, max: 1e9 }, "resistance of the highest level").prefault(
        "100 kohm",
      ),
      readVoltage: quantity(
        "V",
        { min: 1e-3, max: 5 },
        "of a fully driven word line (default: cells of the other defaults then draw the published power)",
      ).prefault("83.5 mV"),
      onOff: real({ min: 1.001, max: 1e9 }, "highest conductance over the lowest").prefault(20),
      programmingError: fraction("standard deviation of a written conductance").prefault(0.01),
      drift: real({ min: 0, max: 1 }, "exponent of a conductance's decay").prefault(0),
      driftSpread: fraction("standard deviation of that exponent between cells").prefault(0),
      age: quantity(
        "s",
        { min: 1, max: 1e10 },
        "time since writing; cells drift from one second on",
      ).prefault("3600 s"),
      copies: z
        .strictObject({
          queryKeyValue: copiesOf("queries, keys and values"),
          outputProjection: copiesOf("attention's outputs"),
          up: copiesOf("the feed-forward layer's inner vector, its gate included"),
          down: copiesOf("its outputs"),
          outputHead: copiesOf("logits"),
        })
        .prefault({}),
      stuck: fraction("share of stuck cells, half at either end").prefault(0),
      readNoise: fraction("standard deviation of a cell's current in a read, of that current").prefault(0.01),
      inputPercentile: real(
        { min: 50, max: 100 },
        "percentile of a calibration text's inputs that the inputs of a matrix reach; larger ones are cut off (default: each vector reaches its own largest)",
      ).optional(),
      rangePercentile: real(
        { min: 50, max: 100 },
        "percentile of a calibration text's column sums that converters reach",
      ).prefault(99.99),
    })
    .prefault({}),
);

/** Steps of a model whose matrices are in arrays. */
export type WeightStep = keyof WeightSettings["copies"];

/** Arrays that hold a model's weights. */
export type WeightSettings = Readonly<z.output<typeof weightsSchema>>;

/** Share of the levels' range that a cell holds on average: half of an offset weight's, less of a pair's (assumed). */
const MEAN_LEVEL = { single: 1 / 2, differential: 1 / 8 } as const;

/** Mean conductance of an array's cells over the highest. */
export const meanConductance = ({ onOff, pairing }: Pick<WeightSettings, "onOff" | "pairing">): number =>
  1 / onOff + MEAN_LEVEL[pairing] * (1 - 1 / onOff);

/** Cells of adjacent columns that hold a weight; a pair of lines holds its sign. */
export const slicesOf = ({
  weightBits,
  cellBits,
  pairing,
}: Pick<WeightSettings, "weightBits" | "cellBits" | "pairing">) =>
  Math.ceil((pairing === "differential" ? weightBits - 1 : weightBits) / cellBits);
