// Compares the designs of a trained index: at the config's length, by length, and over the ranges of constants.

import { createRng } from "#base";
import type { Progress } from "#local-io";
import { inDraws } from "../../../comparison/bands.ts";
import { INDEX_BASELINE, INDEX_DESIGNS } from "../../../comparison/indexer/index-designs.ts";
import {
  type IndexResult,
  type IndexSetting,
  indexResult,
  priceIndex,
} from "../../../comparison/indexer/index-price.ts";
import { type IndexTraffic, indexTraffic, KEY_BYTES } from "../../../comparison/indexer/index-traffic.ts";
import { type Band, bandOf, constantGroups } from "../../../cost/three-point.ts";
import type { Config } from "../../../design/config.ts";
import { packageVersion } from "../../../runtime/package-files.ts";

/** Lengths of the curves: 8k to 1M. */
const LENGTHS = Array.from({ length: 8 }, (_, n) => 8192 * 2 ** n);

/** Everything that a comparison of the designs of an index found. */
export interface IndexComparison {
  readonly name: string;
  readonly version: string;
  readonly preset: string;
  readonly setting: IndexSetting;
  readonly results: readonly IndexResult[];
  /** Energy of a layer over the baseline's in draws of all constants, by design; null where one has no price. */
  readonly bands: Readonly<Record<string, Band | null>>;
  readonly curves: readonly { readonly length: number; readonly results: readonly IndexResult[] }[];
  /** Reads of a step by the bytes of an index key, at the config's length. */
  readonly traffic: { readonly fp8: IndexTraffic; readonly fp4: IndexTraffic };
}

/** Prices all designs. Throws RangeError where the workload has no indexer. */
export function compareIndexes(config: Config, progress: Progress): IndexComparison {
  const { workload, design, seed } = config;
  const { indexer, length, batch } = workload;
  if (indexer === undefined) throw new RangeError("index designs: expected a workload with an indexer");
  const setting: IndexSetting = { indexer, design, length, batch };
  const results = INDEX_DESIGNS.map((record) => indexResult(record, setting));
  progress.update("pricing: ranges of constants");
  const bands = indexBands(results, setting, seed);
  progress.update("pricing: lengths");
  const curves = LENGTHS.map((each) => ({
    length: each,
    results: INDEX_DESIGNS.map((record) => indexResult(record, { ...setting, length: each })),
  }));
  progress.done();
  const bytes = (format: keyof typeof KEY_BYTES): IndexTraffic =>
    indexTraffic(indexer, length, KEY_BYTES[format](indexer.width));
  return {
    name: config.name,
    version: packageVersion(),
    preset: workload.preset,
    setting,
    results,
    bands,
    curves,
    traffic: { fp8: bytes("fp8"), fp4: bytes("fp4") },
  };
}

/** Energies of a token over the baseline's; each draw moves a constant in all designs alike. */
function indexBands(
  results: readonly IndexResult[],
  setting: IndexSetting,
  seed: number,
): Record<string, Band | null> {
  const priced = results.filter(({ price }) => price !== null);
  const groups = constantGroups(priced.flatMap(({ price }) => price?.components ?? []));
  const energies = inDraws(
    () => ({
      groups,
      priced: (overrides) => {
        const base = priceIndex(INDEX_BASELINE, setting, overrides).token.total;
        return priced.map(({ record }) => priceIndex(record, setting, overrides).token.total / base);
      },
    }),
    { rng: createRng(seed).fork("three-point costs"), measured: (ranged) => ranged },
  );
  return Object.fromEntries(
    results.map(({ record }) => {
      const n = priced.findIndex((own) => own.record === record);
      return [record.id, n < 0 ? null : bandOf(energies.map((draw) => draw[n]))];
    }),
  );
}
