import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  integer,
  joules,
  type Model,
  nanometres,
  power,
  priceOnly,
  quantity,
  seconds,
  squareMetres,
  stated,
  type TechnologyNode,
  watts,
} from "#base";

export interface Mux {
  /** Columns per converter, so that a read is converted in this many steps. */
  readonly share: number;
}

/** Action `select`: one column connected to its shared converter. */
export type MuxModel = Model<"select", Mux>;

export const defineMux = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "select", Mux, C>, "family">,
): MuxModel => define({ ...definition, family: "mux" });

/** Selects without area, energy or time; the columns still share a converter. */
export const idealMux = defineMux({
  model: "ideal",
  source: "assumed",
  params: z.object({ inputs: integer({ min: 1, max: 4096 }, "columns of one converter").prefault(1) }),
  constants: {},
  behave: ({ inputs }) => ({ share: inputs }),
  cost: () => free(["select"]),
});

/**
 * Column resistance of the published areas, as a multiple of a cell's on-resistance: 128 rows, half of them
 * read, a checkerboard of on and off (17 times the on-resistance): 32 · (1 + 1/17) cells in parallel.
 */
const COLUMN_SHARE = 1 / (32 * (1 + 1 / 17));
/** Columns of the published arrays, by which their areas are divided. */
const COLUMNS = 128;
const WEAK = 100e3 * COLUMN_SHARE;
const STRONG = 5e3 * COLUMN_SHARE;

/** Reference node of the constants, and the smallest node with planar pass gates in the source, nm. */
const [BASE, LEAST] = [32, 22];

/**
 * Energy and area of a pass gate of one resistance at 22 and 65 nm over those at 32 nm. 22 nm: runs of 128 ×
 * 128 arrays with a transistor per cell. 65 nm: the source's low-standby-power transistors of width V / I_on
 * per resistance, 2.75 and 4.61 kΩ·µm for 1.5 and 2.25; C·V² of the gate at 2.39 fF/µm and 1.1 V for 1.69 and
 * 0.9 V; and both widths times the gate pitch. Source: [neurosim-v14].
 */
const BY_NODE = { energy: [0.605, 3.88], area: [0.58, 3.99] } as const;

/**
 * Energy or area at a node relative to 32 nm: power laws through the three nodes; below 22 nm C·V² and the
 * gate pitch, as elsewhere (assumed).
 */
function byNode({ node }: TechnologyNode, [low, high]: readonly [number, number], below: number): number {
  const nm = Math.max(LEAST, node * 1e9);
  const [end, factor] = nm < BASE ? [LEAST, low] : [65, high];
  const share = Math.log(nm / BASE) / Math.log(end / BASE);
  return power(factor, share) * (node < nanometres(LEAST) ? below : 1);
}

/**
 * A pass gate per column, wide enough not to add to the column's resistance: A = n · (a + b / R). Both are
 * fitted to two areas at 128 × 128 and 32 nm [neurosim-v14]: 228 µm² for cells of 100 kΩ, 4381 µm² for 5 kΩ;
 * the law between them is assumed, and so is energy proportional to the width.
 */
export const passGateMux = defineMux({
  model: "pass-gate",
  source: "neurosim-v14",
  params: z.object({
    inputs: integer({ min: 1, max: 4096 }, "columns of one converter").prefault(8),
    columnResistance: stated(
      priceOnly(
        quantity("ohm", { min: 1, max: 1e12 }, "resistance of a column, all its cells in parallel").prefault(
          "3 kohm",
        ),
      ),
    ),
  }),
  constants: {
    weakArea: { nominal: 228e-12, source: "neurosim-v14", note: "m² of 128 columns, 100 kΩ cells, 32 nm" },
    strongArea: { nominal: 4381e-12, source: "neurosim-v14", note: "m² of 128 columns, 5 kΩ cells, 32 nm" },
    energy: {
      nominal: 2.97e-15,
      low: 1e-15,
      high: 10e-15,
      source: "neurosim-v14",
      note: "J a selection at 100 kΩ, 32 nm: 0.38 pJ over 128 selections, decoder included",
    },
    delay: { nominal: 0.2e-9, low: 0.05e-9, high: 1e-9, source: "assumed", note: "s a selection at 32 nm" },
    leakage: { nominal: 1e-11, low: 0, high: 1e-10, source: "assumed", note: "W a column at 32 nm" },
  },
  behave: ({ inputs }) => ({ share: inputs }),
  cost: ({ inputs, columnResistance }, technology, k) => {
    const base = nanometres(BASE);
    const least = nanometres(LEAST);
    const [weak, strong] = [k.weakArea / COLUMNS, k.strongArea / COLUMNS];
    const byConductance = (strong - weak) / (1 / STRONG - 1 / WEAK);
    const column = Math.max(0, weak - byConductance / WEAK) + byConductance / columnResistance;
    const delay = seconds(k.delay * technology.delayFactor("charge", base));
    const factor = {
      energy: byNode(technology, BY_NODE.energy, technology.energyFactor("charge", least)),
      area: byNode(technology, BY_NODE.area, technology.areaFactor("charge", least)),
    };
    return {
      area: squareMetres(inputs * column * factor.area),
      leakage: watts(inputs * k.leakage * technology.energyFactor("charge", base)),
      actions: {
        select: {
          energy: joules(((k.energy * column) / weak) * factor.energy),
          latency: delay,
          interval: delay,
        },
      },
    };
  },
});
