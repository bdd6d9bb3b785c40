import { randomBuckets } from "../attention/control-hashers.ts";
import type { HashCode } from "../attention/hash-code.ts";
import type { Hasher, Role } from "../attention/hasher.ts";
import { drawProjections, projectionHasher, projectorHasher } from "../attention/projection-hasher.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import { projectionUnitOf } from "../design/digital-projection.ts";
import type { HeadActivations } from "./activations.ts";
import { crossbarHasher } from "./crossbar-hasher.ts";
import { foldedHasher } from "./folded-hasher.ts";
import type { Kernels } from "./kernels.ts";
import { type ProgrammedSet, programSet } from "./programmed-set.ts";
import type { Tally } from "./tally.ts";

/** Ways to hash that are compared; all else about the attention is the same. */
export type Arm = "software" | "digital" | "memristor" | "random-buckets";

/** Makes the hasher of one head on one array sample. */
export type HasherFactory = (trial: number, head: HeadActivations) => Hasher;

/** Heads with one name go through one set of projections. */
export function sharingGroup(sharing: Design["hashing"]["sharing"], head: HeadActivations): string {
  if (sharing === "global") return "chip";
  if (sharing === "layer") return `layer ${head.layer}`;
  return sharing === "head"
    ? `layer ${head.layer} head ${head.kvHead}`
    : `layer ${head.layer} query head ${head.head}`;
}

/**
 * Whose reads the vectors of a head are: keys are read once for all query heads of their group, noise and all, unless
 * each has projections of its own.
 */
export const readsOfHead = (
  sharing: Design["hashing"]["sharing"],
  { layer, head, kvHead }: HeadActivations,
  role: Role,
): string => `layer ${layer} head ${role === "key" && sharing !== "query-head" ? kvHead : head}`;

/** A hasher made for each role when it is first asked for. */
export function byRole(make: (role: Role) => Hasher): Hasher {
  const known = new Map<Role, Hasher>();
  return (vectors, role) => {
    const hash = known.get(role) ?? make(role);
    known.set(role, hash);
    return hash(vectors, role);
  };
}

/** The stream of one set of projections on one array sample. */
export const streamOfSet = (rng: Rng, design: Design, trial: number, head: HeadActivations): Rng =>
  rng.fork("set").fork(trial).fork(sharingGroup(design.hashing.sharing, head));

/**
 * `software`: Gaussian projections in float64, the reference hash. `digital`: what the all-digital rung
 * computes, ±1 projections on the MAC array's adders or those of its unit. `memristor`: the design's arrays, given the software's projections as
 * targets. `random-buckets`: the negative control.
 */
export function hasherFactory(
  arm: Arm,
  design: Design,
  code: HashCode,
  width: number,
  rng: Rng,
  { tally = null, kernels }: { readonly tally?: Tally | null; readonly kernels?: Kernels } = {},
): HasherFactory {
  const named = (trial: number, head: HeadActivations): Rng => streamOfSet(rng, design, trial, head);
  const reads = (trial: number, head: HeadActivations, role: Role): Rng =>
    rng
      .fork(arm)
      .fork(trial)
      .fork(readsOfHead(design.hashing.sharing, head, role));
  const projections = (trial: number, head: HeadActivations) =>
    drawProjections(code, width, named(trial, head).fork("projections"));
  switch (arm) {
    case "software":
      return (trial, head) => projectionHasher(projections(trial, head), code);
    case "digital": {
      const unit = projectionUnitOf(design)?.behaviour;
      return (trial, head) => {
        const signs = named(trial, head).fork("signs");
        return unit === undefined
          ? projectionHasher(drawProjections(code, width, signs, "rademacher"), code)
          : projectorHasher(unit.projector(width, code.rounds * code.columns, signs), code);
      };
    }
    case "random-buckets":
      return (trial, head) => byRole((role) => randomBuckets(code, reads(trial, head, role)));
    case "memristor": {
      if (design.hashing.folding !== "none")
        return (trial, head) =>
          byRole((role) =>
            foldedHasher(design, code, projections(trial, head), head, role, {
              array: named(trial, head).fork("folded").fork(role).fork(`query head ${head.head}`),
              reads: reads(trial, head, role),
              tally,
              kernels,
            }),
          );
      // A set is programmed once a chip; its heads come one after another, so the last set is kept.
      let key = "";
      let set: ProgrammedSet;
      return (trial, head) => {
        const wanted = `${trial} ${sharingGroup(design.hashing.sharing, head)}`;
        if (wanted !== key) {
          set = programSet(design, projections(trial, head), named(trial, head).fork("array"), kernels);
          key = wanted;
        }
        const programmed = set;
        return byRole((role) =>
          crossbarHasher(design, programmed, code, reads(trial, head, role), { tally, kernels }),
        );
      };
    }
  }
}
