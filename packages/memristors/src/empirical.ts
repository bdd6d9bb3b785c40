import { z } from "zod";
import { choice, Measured, measuredFile, scoreLevels, siemens, squareMetres, watts } from "#base";
import { measuredDevice, measuredFields } from "./measured-law.ts";
import { type Block, defineMemristor, type Memristor } from "./memristor.ts";
import { memristorOf } from "./non-idealities.ts";

const params = z.object({
  file: measuredFile(
    "conductances of measured devices: CSV with units in its header, or .npy in S",
  ).optional(),
  use: choice(
    ["bootstrap", "map"],
    "each cell drawn from the values with replacement, or the file's cells as those of the arrays, side by side",
  ).prefault("bootstrap"),
  ...measuredFields(),
});

/** Quantiles of the array of `normal`, [cai-crossbar-2023], for component tables; designs cannot use it. */
const STAND_IN = new Measured(
  "(none)",
  "",
  1000,
  1,
  scoreLevels(1000).map((score) => Math.max(3.16e-6, 61.7e-6 * (1 + 0.329 * score))),
);

function behave({ file = STAND_IN, use, ...flaws }: z.output<typeof params>): Memristor {
  // With few levels, a device takes one of as many equally probable values, each the median of its share.
  const values = flaws.levels > 0 && use === "bootstrap" ? levelsOf(file.values, flaws.levels) : file.values;
  const share = 1 / values.length;
  let [mean, square] = [0, 0];
  for (const g of values) {
    mean += g * share;
    square += g * g * share;
  }
  const { stuckOn, stuckOff, on, off } = flaws;
  const live = Math.max(0, 1 - stuckOn - stuckOff);
  const average = live * mean + stuckOn * on + stuckOff * off;
  const averageSquare = live * square + stuckOn * on ** 2 + stuckOff * off ** 2;
  const device = measuredDevice(
    flaws,
    flaws.noiseExponent === 0 ? [] : Array.from(values, (conductance) => ({ conductance, share })),
  );
  const drawn = (rng: Parameters<Memristor["initialise"]>[1]): number => {
    const fate = stuckOn + stuckOff > 0 ? rng.uniform() : 1;
    if (fate < stuckOn) return on;
    if (fate < stuckOn + stuckOff) return off;
    return values[rng.integer(values.length)];
  };
  return memristorOf(
    {
      meanConductance: siemens(average),
      conductanceSpread: siemens(Math.sqrt(Math.max(0, averageSquare - average ** 2))),
      ...device,
      ...(file === STAND_IN ? { lacks: "file" } : {}),
      initialise: (targets, rng, block) =>
        device.cellsOf(
          use === "map" && block !== undefined ? cut(file, block) : targets.map(() => drawn(rng)),
        ),
    },
    flaws,
  );
}

function levelsOf(values: Float64Array, count: number): Float64Array {
  const sorted = values.slice().sort();
  return Float64Array.from(
    { length: count },
    (_, n) => sorted[Math.floor(((n + 0.5) / count) * sorted.length)],
  );
}

/**
 * Cuts the cells of one array from a measured map (S): array n takes the n-th block of columns, in the first
 * rows. Throws RangeError if the map is too small.
 */
function cut({ file, rows, columns, values }: Measured, block: Block): Float64Array {
  const first = block.index * block.columns;
  if (block.rows > rows || first + block.columns > columns)
    throw new RangeError(
      `${file}: expected a map of at least ${block.rows} rows × ${first + block.columns} columns, as the arrays of a head take, received ${rows} × ${columns}`,
    );
  const cells = new Float64Array(block.rows * block.columns);
  for (let i = 0; i < block.rows; i++)
    cells.set(values.subarray(i * columns + first, i * columns + first + block.columns), i * block.columns);
  return cells;
}

/**
 * An untuned device with measured conductances: drawn from a file with replacement, or a measured map used as
 * the arrays themselves, the same map for every head and chip. Stuck cells are those of the file; by default
 * the law is linear and there is no noise.
 */
export const empiricalMemristor = defineMemristor({
  model: "empirical",
  source: "assumed",
  params,
  constants: {},
  behave,
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});
