import { shared } from "#base";

/** Supplies at which published circuits were measured. */
export const SUPPLY = shared("supply", {
  at28: {
    nominal: 0.88,
    low: 0.8,
    high: 1,
    source: "neurosim-v14",
    note: "V at 28 nm, between its 22 and 32 nm",
  },
  at32: {
    nominal: 0.9,
    low: 0.8,
    high: 1,
    source: "neurosim-v14",
    note: "V at 32 nm; low: [stillmaker-2017]; high: as at 45 nm",
  },
  at65: { nominal: 1.1, source: "neurosim-v14", note: "V at 65 nm" },
});
