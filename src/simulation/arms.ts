import { randomBuckets } from "../attention/control-hashers.ts";
import type { HashCode } from "../attention/hash-code.ts";
import type { Hasher, Role } from "../attention/hasher.ts";
import { drawProjections, projectionHasher, projectorHasher } from "../attention/projection-hasher.ts";
import type { Dense } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import { projectionUnitOf } from "../design/digital-projection.ts";
import type { HeadActivations } from "./activations.ts";
import { crossbarHasher } from "./crossbar-hasher.ts";
import { foldedHasher } from "./folded-hasher.ts";
import type { Kernels } from "./kernels.ts";
import { type ProgrammedSet, programSet } from "./programmed-set.ts";
import type { Tally } from "./tally.ts";
import { type SimulatedHash, VARIANTS } from "./variants.ts";

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

/** The hasher of a variant for one head after another; `VARIANTS` says what each is. */
export function hasherFactory(
  variant: SimulatedHash,
  design: Design,
  code: HashCode,
  width: number,
  rng: Rng,
  { tally = null, kernels }: { readonly tally?: Tally | null; readonly kernels?: Kernels } = {},
): HasherFactory {
  // A set is programmed once a chip; its heads come one after another, so the last set is kept.
  let kept: { readonly key: string; readonly set: ProgrammedSet } | null = null;
  return (trial, head) => {
    const named = (): Rng => streamOfSet(rng, design, trial, head);
    const reads = (role: Role): Rng =>
      rng
        .fork(variant)
        .fork(trial)
        .fork(readsOfHead(design.hashing.sharing, head, role));
    const projections = (): Dense => drawProjections(code, width, named().fork("projections"));
    const setOf = (): ProgrammedSet => {
      const key = `${trial} ${sharingGroup(design.hashing.sharing, head)}`;
      if (kept?.key !== key)
        kept = { key, set: programSet(design, projections(), named().fork("array"), kernels) };
      return kept.set;
    };
    const folded = (role: Role): Hasher =>
      foldedHasher(design, code, projections(), head, role, {
        array: named().fork("folded").fork(role).fork(`query head ${head.head}`),
        reads: reads(role),
        tally,
        kernels,
      });
    const arrays = (): Hasher => {
      const set = setOf();
      return byRole((role) => crossbarHasher(design, set, code, reads(role), { tally, kernels }));
    };
    return VARIANTS[variant].make({
      software: () => projectionHasher(projections(), code),
      digital: () => digitalHasher(design, code, width, named().fork("signs")),
      random: () => byRole((role) => randomBuckets(code, reads(role))),
      memristor: () => (design.hashing.folding === "none" ? arrays() : byRole(folded)),
    });
  };
}

/** ±1 projections on the MAC array's adders, or those of the design's unit. */
function digitalHasher(design: Design, code: HashCode, width: number, signs: Rng): Hasher {
  const unit = projectionUnitOf(design)?.behaviour;
  return unit === undefined
    ? projectionHasher(drawProjections(code, width, signs, "rademacher"), code)
    : projectorHasher(unit.projector(width, code.rounds * code.columns, signs), code);
}
