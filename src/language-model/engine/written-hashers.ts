import type { Dense, Rng } from "#base";
import type { HashCode, Hasher } from "../../attention/hash-code.ts";
import type { Design } from "../../design/design.ts";
import { crossbarHasher } from "../../simulation/hashers.ts";
import type { Kernels } from "../../simulation/kernels.ts";
import { type ProgrammedSet, programSet } from "../../simulation/programmed-set.ts";
import { type ValueReader, valueReader } from "../../simulation/reads.ts";
import { byRole, readsOfHead, streamOfSet } from "../../simulation/trials.ts";
import type { HashSite } from "./head-hashers.ts";

/** Programmed arrays with their reader. */
interface WrittenSet {
  readonly set: ProgrammedSet;
  readonly reader: ValueReader;
}

/**
 * Hashers of a design with tuned arrays, written and verified to given rows. A chip, `sample`, writes the
 * same rows only once; each chip has its own write errors, and reads are named as for untuned arrays.
 */
export function writtenHashers(design: Design, kernels?: Kernels) {
  const tuned: Design = { ...design, hashing: { ...design.hashing, folding: "write-verified" } };
  const known = new WeakMap<Dense, Map<number, WrittenSet>>();
  const setOf = (rows: Dense, rng: Rng, { sample, head }: HashSite): WrittenSet => {
    const chips = known.get(rows) ?? new Map<number, WrittenSet>();
    known.set(rows, chips);
    const found = chips.get(sample);
    if (found !== undefined) return found;
    const set = programSet(
      tuned,
      rows,
      streamOfSet(rng.fork("written"), design, sample, head).fork("array"),
      kernels,
    );
    const written = { set, reader: valueReader(tuned, set, kernels) };
    chips.set(sample, written);
    return written;
  };
  return (rows: Dense, code: HashCode, rng: Rng, site: HashSite): Hasher =>
    byRole((role) => {
      const { set, reader } = setOf(rows, rng, site);
      const reads = rng
        .fork("reads written")
        .fork(site.sample)
        .fork(site.window)
        .fork(readsOfHead(design.hashing.sharing, site.head, role));
      return crossbarHasher(tuned, set, code, reads, { kernels, calibration: site.calibration, reader });
    });
}
