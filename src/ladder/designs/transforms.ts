import { simHash } from "../../attention/hashes/simhash.ts";
import type { Design, Platform } from "../../design/design.ts";
import { type ByCode, entriesOf, type OpenChoices } from "../../design/key-codes.ts";
import type { AttentionConfig, Workload } from "../../design/workload.ts";
import { wantedKeys } from "../../mapping/selection.ts";
import { chargeComparator } from "../../peripherals/readout/charge-comparator.ts";

/** A workload that attends exactly, or by hashes. */
export const attendBy =
  (kind: AttentionConfig["kind"]) =>
  (workload: Workload): Workload => ({ ...workload, attention: { ...workload.attention, kind } });

/**
 * A workload that scores every key by its code and attends as many as the LSH design does, or as the config says. Signs are
 * hashed eight a round.
 */
export const scoreBy =
  (kind: ByCode) =>
  (workload: Workload): Workload => {
    const attention = { ...workload.attention, kind };
    const entries = entriesOf(attention, workload.headWidth);
    const rounds = Math.max(1, entries / SIGNS);
    return {
      ...workload,
      wanted: wantedKeys(workload),
      attention: { ...attention, hash: simHash.name, rounds, buckets: 2 ** Math.min(SIGNS, entries) },
    };
  };

/** Signs of a round. */
const SIGNS = 8;

/** A design that may search codes in any of some stores, and choose by any of some units. */
export const searchIn =
  (open: (design: Design) => OpenChoices) =>
  (design: Design): Design => ({
    ...design,
    open: open(design),
    hashing: { ...design.hashing, folding: "none", ...signReadout(design) },
  });

/** Arrays that write codes are read by what reads signs. */
const signReadout = ({ hashing }: Design): { readonly readout?: Design["hashing"]["readout"] } =>
  hashing.readout.behaviour.reads === "largest"
    ? {
        readout: chargeComparator.schema.parse({
          model: chargeComparator.model,
        }) as Design["hashing"]["readout"],
      }
    : {};

/** A design on the digital chip, whose hash, if the workload has one, runs on arrays or on digital units. */
export const hashOn =
  (unit: Design["hashing"]["unit"]) =>
  (design: Design): Design => ({ ...design, platform: "digital", hashing: { ...design.hashing, unit } });

/** A design on another platform than the digital chip. */
export const runOn =
  (platform: Platform) =>
  (design: Design): Design => ({ ...design, platform, hashing: { ...design.hashing, unit: "digital" } });

/** A design that hashes on memristor arrays and attends in analog ones; what is chosen is read where it was written. */
export const attendInArrays = (design: Design): Design => ({
  ...design,
  platform: "analog",
  hashing: { ...design.hashing, unit: "crossbar" },
  digital: { ...design.digital, fetchBy: "gather" },
});
