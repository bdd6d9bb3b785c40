import type { Design, Platform } from "../../design/design.ts";
import type { AttentionConfig, Workload } from "../../design/workload.ts";

/** A workload that attends exactly, or by hashes. */
export const attendBy =
  (kind: AttentionConfig["kind"]) =>
  (workload: Workload): Workload => ({ ...workload, attention: { ...workload.attention, kind } });

/** A design on the digital chip, whose hash, if the workload has one, runs on arrays or on digital units. */
export const hashOn =
  (unit: Design["hashing"]["unit"]) =>
  (design: Design): Design => ({ ...design, platform: "digital", hashing: { ...design.hashing, unit } });

/** A design on another platform than the digital chip. */
export const runOn =
  (platform: Platform) =>
  (design: Design): Design => ({ ...design, platform, hashing: { ...design.hashing, unit: "digital" } });
