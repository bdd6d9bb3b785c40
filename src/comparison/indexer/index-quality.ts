// How well each store's noisy keys find what the exact index finds, as measured on a distilled index.

/** Positions that an index on a store has in common with the exact one, of so many that it selects. */
export interface StoreQuality {
  /** Mean share of the best 2 048 of 8 192 positions that both select. */
  readonly overlap: number;
  /** Half of the 95 % interval of the mean. */
  readonly interval: number;
  /** Candidates that are scored again over those that are selected; left out where none are. */
  readonly shortlist?: number;
}

/** Overlap that counts as the exact index. */
export const LEAST_OVERLAP = 0.99;

/** Stores by name: measured on indexes distilled on SmolLM2-135M [crosshash-indexer], `evidence/indexer`. */
export const STORE_QUALITY = {
  fp8: { overlap: 0.99, interval: 0 },
  mxfp4: { overlap: 0.95, interval: 0 },
  int4: { overlap: 0.95, interval: 0 },
  analog: { overlap: 0.93, interval: 0 },
  "analog, re-ranked": { overlap: 0.99, interval: 0, shortlist: 1.25 },
  "signs, re-ranked": { overlap: 0.95, interval: 0, shortlist: 3 },
  "CAM, re-ranked": { overlap: 0.9, interval: 0, shortlist: 3 },
} as const satisfies Readonly<Record<string, StoreQuality>>;

export type StoreName = keyof typeof STORE_QUALITY;

/** The quality of a store. */
export const qualityOf = (store: StoreName): StoreQuality => STORE_QUALITY[store];

/** Candidates of a two-stage store that are scored again over those that are selected. */
export const shortlistOf = (store: StoreName): number => qualityOf(store).shortlist ?? 1;
