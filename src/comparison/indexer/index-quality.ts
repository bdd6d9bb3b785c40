// How well each store's noisy keys find what the exact index finds, as measured on distilled indexes.

/** A store's choice against that of the same index with exact keys. */
export interface StoreQuality {
  /** Share of the best 128 of 8 192 positions that both choose: as sparse as 2 048 of 131 072. */
  readonly sparse: number;
  /** Share of the best 2 048 of 8 192. */
  readonly dense: number;
  /** Upper end of the 95 % interval of the perplexity lost against exact keys, 512 of 2 048; null where it was not measured. */
  readonly loss: number | null;
  /** Candidates that are scored again over those that are chosen; left out where none are. */
  readonly shortlist?: number;
}

/** Overlap that the index's own keys would have to reach to be called the exact ones. */
export const LEAST_OVERLAP = 0.99;

/**
 * Stores by name, measured on indexes of SmolLM2-135M (`evidence/indexer`, whose test holds these numbers to its
 * results): writing of analog pairs errs by 1 % of the range, their converters have 6 bits; signs are 256 of an untuned
 * projection without noise of lines, of every head or, for the CAM, of the heads' weighted sum.
 */
export const STORE_QUALITY = {
  fp8: { sparse: 0.97, dense: 0.982, loss: 0.001 },
  mxfp4: { sparse: 0.859, dense: 0.911, loss: 0.0016 },
  int4: { sparse: 0.884, dense: 0.929, loss: 0.0022 },
  analog: { sparse: 0.871, dense: 0.921, loss: 0.0022 },
  "untuned signs": { sparse: 0.904, dense: 1, loss: null, shortlist: 4 },
  "CAM of signs": { sparse: 0.835, dense: 1, loss: null, shortlist: 4 },
} as const satisfies Readonly<Record<string, StoreQuality>>;

export type StoreName = keyof typeof STORE_QUALITY;

/** The quality of a store. */
export const qualityOf = (store: StoreName): StoreQuality => STORE_QUALITY[store];

/** Whether a store finds as much as MXFP4 keys, which engines serve, by the overlap of a sparse choice. */
export const isAsGood = (store: StoreName): boolean =>
  STORE_QUALITY[store].sparse >= STORE_QUALITY.mxfp4.sparse;

/** Candidates of a two-stage store that are scored again over those that are chosen. */
export const shortlistOf = (store: StoreName): number => qualityOf(store).shortlist ?? 1;
