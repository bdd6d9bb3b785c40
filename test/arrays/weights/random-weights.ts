import { createRng } from "#base";
import { type WeightSettings, weightsSchema } from "../../../src/arrays/weights/settings.ts";

/** Valid settings of arrays of weights, any of their keys drawn. */
export function randomWeights(seed: string): WeightSettings {
  const rng = createRng(seed).fork("weights");
  const of = <T>(...all: readonly T[]): T => all[rng.integer(all.length)];
  return weightsSchema.parse({
    rows: of(16, 64, 100, 128, 256),
    columns: of(32, 128, 200, 512),
    weightBits: of(4, 6, 8, 9, 12),
    cellBits: of(1, 2, 3, 4),
    pairing: of("single", "differential"),
    inputBits: of(4, 8, 10),
    lineBits: of(1, 2, 4),
    adcBits: of(4, 5, 6, 8),
    columnsPerConverter: of(8, 32, 128),
    readTime: of("20 ns", "100 ns", "1 us"),
    onResistance: of("20 kohm", "100 kohm", "1 Mohm"),
    readVoltage: of("50 mV", "83.5 mV", "0.25 V"),
    onOff: of(4, 20, 1000),
    copies: { queryKeyValue: of(1, 2), up: of(1, 3), down: of(1, 4), outputHead: of(1, 2) },
    programmingError: of(0, 0.003, 0.03),
    readNoise: of(0, 0.01),
    ...of({}, { inputPercentile: 99.9 }),
  });
}
