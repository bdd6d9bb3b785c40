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
  seconds,
  squareMetres,
  watts,
} from "#base";

export interface Decoder {
  /** Number of lines, 2^bits. */
  readonly outputs: number;
}

/** Action `decode`: one address decoded to its line. */
export type DecoderModel = Model<"decode", Decoder>;

export const defineDecoder = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "decode", Decoder, C>, "family">,
): DecoderModel => define({ ...definition, family: "decoder" });

/** Decodes without area, energy or time. */
export const idealDecoder = defineDecoder({
  model: "ideal",
  source: "assumed",
  params: z.object({ bits: integer({ min: 1, max: 14 }, "bits of an address").prefault(6) }),
  constants: {},
  behave: ({ bits }) => ({ outputs: 2 ** bits }),
  cost: () => free(["decode"]),
});

/**
 * Static gates: each output ANDs b bits with b − 1 two-input gates and drives its line with one: 2^b · b
 * gates. A new address toggles half its bits, at every output's gates, and two outputs. t = (⌈log₂ b⌉ + 1)
 * gates of 47.8 ps at 28 nm [zigzag-2026]; a gate's area and energy are assumed.
 */
export const staticDecoder = defineDecoder({
  model: "static",
  source: "zigzag-2026",
  params: z.object({ bits: integer({ min: 1, max: 14 }, "bits of an address").prefault(6) }),
  constants: {
    delay: { nominal: 47.8e-12, source: "zigzag-2026", note: "s a two-input gate at 28 nm" },
    area: { nominal: 0.5e-12, low: 0.3e-12, high: 1e-12, source: "assumed", note: "m² a gate at 28 nm" },
    energy: { nominal: 0.2e-15, low: 0.05e-15, high: 0.5e-15, source: "assumed", note: "J a gate, 28 nm" },
    inputEnergy: {
      nominal: 0.05e-15,
      low: 0.01e-15,
      high: 0.2e-15,
      source: "assumed",
      note: "J a gate's input that toggles, 28 nm",
    },
    leakage: { nominal: 1e-12, low: 0, high: 1e-10, source: "assumed", note: "W a gate at 28 nm" },
  },
  behave: ({ bits }) => ({ outputs: 2 ** bits }),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(28);
    const gates = bits * 2 ** bits;
    const energyFactor = technology.energyFactor("logic", base);
    const time = seconds((Math.ceil(Math.log2(bits)) + 1) * k.delay * technology.delayFactor("logic", base));
    const energy = (bits / 2) * 2 ** bits * k.inputEnergy + 2 * bits * k.energy;
    return {
      area: squareMetres(gates * k.area * technology.areaFactor("logic", base)),
      leakage: watts(gates * k.leakage * energyFactor),
      actions: { decode: { energy: joules(energy * energyFactor), latency: time, interval: time } },
    };
  },
});
