import { z } from "zod";
import {
  type Constant,
  define,
  free,
  integer,
  joules,
  type Model,
  priceOnly,
  seconds,
  shared,
  squareMetres,
  watts,
} from "#base";

export interface Gpu {
  /** Bytes of an operand. */
  readonly bytes: number;
  /** Memory of all cards, bytes, and number of cards. */
  readonly capacity: number;
  readonly cards: number;
  /** Share of the peak reached by fused attention at a head width and length, in (0, 1]. */
  utilisation(width: number, length: number, causal: boolean): number;
}

/**
 * Actions `flop`: one floating-point operation at the peak; `stall`: its time without computing; `byte`: one
 * byte to or from the memory; `launch`: the start of a kernel. A GPU draws its power for as long as it works,
 * at any load: all of its energy is power × time, booked as leakage.
 */
export type GpuAction = "flop" | "stall" | "byte" | "launch";

export type GpuModel = Model<GpuAction, Gpu>;

/** Measured FLOP/s of fused attention by head width, forward. */
export type Rates = readonly (readonly [width: number, rate: number])[];

/** Data of one GPU: data sheet, and rates from the labels of published charts. */
export interface GpuSheet {
  readonly model: string;
  /** Dense 16-bit peak, FLOP/s; bandwidth, B/s; thermal design power, W. Source: [nvidia-2023]. */
  readonly peak: number;
  readonly bandwidth: number;
  readonly power: number;
  /** Bytes of its memory. Source: [nvidia-2023]. */
  readonly memory: number;
  /** Area of the die, m². Source: [nvidia-hopper-2022]. */
  readonly die: number;
  /** Source: [flash-attention-2024]. */
  readonly rates: {
    readonly long: Rates;
    readonly longCausal: Rates;
    /** At 512 tokens. */
    readonly short: Rates;
  };
}

const [SHORT, LONG] = [512, 16_384];

/** A stream of two reads and a write (triad), measured over the data sheet's bandwidth, both in GB/s. */
const TRIAD = { h200: 3534 / 4800, h100Pcie: 1832 / 2039 } as const;

/** What kernels of all cards reach, measured on a card with the H100's die and power and on its neighbours. */
const KERNEL = shared("gpu", {
  bandwidthUse: {
    nominal: (TRIAD.h200 + TRIAD.h100Pcie) / 2,
    low: TRIAD.h200,
    high: TRIAD.h100Pcie,
    source: "gpu-benches-2026",
    note: "share of the data sheet's bandwidth: triad of gpu-stream and cuda-stream at full occupancy, between 3534 of 4800 GB/s on H200 (low) and 1832 of 2039 on H100 PCIe (high); .86 on A100",
  },
  powerUse: {
    nominal: 572 / 700,
    low: 396 / 700,
    high: 675 / 700,
    source: "gpu-benches-2026",
    note: "share of the thermal design power: 572 of 700 W while H200 streams (gpu-roofline); its least, 396, at 100 FLOP a byte, its most, 675, at 6",
  },
  launch: {
    nominal: 65536 / 26e9,
    low: 65536 / 30e9,
    high: 65536 / 15e9,
    source: "gpu-benches-2026",
    note: "s a kernel: 64 KiB at 26 GB/s, one of 10 000 queued on H200 (gpu-small-kernels); low: in a graph; high: on A100",
  },
});

const sheetConstants = (sheet: GpuSheet) =>
  ({
    peak: {
      nominal: sheet.peak,
      source: "nvidia-2023",
      exact: "data sheet",
      note: "FLOP/s, dense 16-bit products",
    },
    bandwidth: {
      nominal: sheet.bandwidth,
      source: "nvidia-2023",
      exact: "data sheet",
      note: "B/s of the memory",
    },
    bandwidthUse: KERNEL.bandwidthUse,
    power: {
      nominal: sheet.power,
      source: "nvidia-2023",
      exact: "data sheet",
      note: "W, thermal design power",
    },
    powerUse: KERNEL.powerUse,
    launch: KERNEL.launch,
    die: {
      nominal: sheet.die,
      source: "nvidia-hopper-2022",
      exact: "data sheet",
      note: "m² of the die, memory apart",
    },
  }) as const satisfies Readonly<Record<string, Constant>>;

/** A GPU at its own node: no scaling law applies, whatever the technology of the compared design. */
export const defineGpu = (sheet: GpuSheet): GpuModel =>
  define({
    family: "gpu",
    affects: "price",
    staticPower: "board power × time",
    model: sheet.model,
    source: "nvidia-2023",
    params: z.object({
      cards: priceOnly(
        integer({ min: 1, max: 1 << 16 }, "cards that share heads and context evenly, at no loss").prefault(
          1,
        ),
      ),
    }),
    constants: sheetConstants(sheet),
    behave: ({ cards }): Gpu => ({
      bytes: 2,
      capacity: cards * sheet.memory,
      cards,
      utilisation: (width, length, causal) => rateOf(sheet, width, length, causal) / sheet.peak,
    }),
    cost: ({ cards }, _, k) => {
      const action = (interval: number, latency = 0) => ({
        energy: joules(0),
        latency: seconds(latency),
        interval: seconds(interval),
      });
      return {
        area: squareMetres(cards * k.die),
        leakage: watts(cards * k.power * k.powerUse),
        actions: {
          flop: action(1 / k.peak / cards),
          stall: action(1 / k.peak / cards),
          byte: action(1 / (k.bandwidth * k.bandwidthUse) / cards),
          // A kernel must start before it computes, so its launch is not hidden.
          launch: action(0, k.launch),
        },
      };
    },
  });

/**
 * FLOP/s at a length: measured at 16 384 tokens and more, and at 512 and fewer; linear in the logarithm of
 * the length between them (assumed). A mask costs the same share at 512 tokens as at 16 384 (assumed).
 */
function rateOf({ rates }: GpuSheet, width: number, length: number, causal: boolean): number {
  const long = atWidth(rates.long, width);
  const mask = causal ? atWidth(rates.longCausal, width) / long : 1;
  const place = Math.log(Math.min(LONG, Math.max(SHORT, length)) / SHORT) / Math.log(LONG / SHORT);
  return mask * (place * long + (1 - place) * atWidth(rates.short, width));
}

/** Rate at a head width: linear between measured widths, constant above, proportional below (assumed). */
function atWidth(rates: Rates, width: number): number {
  const after = rates.findIndex(([measured]) => measured >= width);
  if (after < 0) return rates[rates.length - 1][1];
  const [wide, high] = rates[after];
  const [narrow, low] = after === 0 ? [0, 0] : rates[after - 1];
  return low + ((high - low) * (width - narrow)) / (wide - narrow);
}

/** A GPU that computes at no cost and in no time. */
export const idealGpu: GpuModel = define({
  affects: "price",
  family: "gpu",
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: (): Gpu => ({
    bytes: 2,
    capacity: Number.POSITIVE_INFINITY,
    cards: 1,
    utilisation: () => 1,
  }),
  cost: () => free(["flop", "stall", "byte", "launch"]),
});

/**
 * A100 SXM of 80 GB with FlashAttention-2, forward and backward together [flash-attention-2024]. At 512
 * tokens a rate is published only for a width of 64; wider heads are assumed to lose the same share there.
 */
export const a100Gpu = defineGpu({
  model: "a100",
  peak: 312e12,
  bandwidth: 2039e9,
  power: 400,
  memory: 80e9,
  die: 826e-6,
  rates: {
    long: [
      [64, 176e12],
      [128, 203e12],
    ],
    longCausal: [
      [64, 171e12],
      [128, 189e12],
    ],
    short: [
      [64, 132e12],
      [128, (203e12 * 132) / 176],
    ],
  },
});

/** H100 SXM5, FlashAttention-3 [flash-attention-2024]. No causal rate published at width 256: as at 128. */
export const h100Gpu = defineGpu({
  model: "h100",
  peak: 989.4e12,
  bandwidth: 3350e9,
  power: 700,
  memory: 80e9,
  die: 814e-6,
  rates: {
    long: [
      [64, 497e12],
      [128, 648e12],
      [256, 756e12],
    ],
    longCausal: [
      [64, 473e12],
      [128, 616e12],
      [256, (756e12 * 616) / 648],
    ],
    short: [
      [64, 333e12],
      [128, 467e12],
    ],
  },
});
