import type { Dense, Rng } from "#base";
import {
  drawProjections,
  type HashCode,
  type Hasher,
  projectionHasher,
  type Role,
  randomBuckets,
} from "../../attention/hash-code.ts";
import type { HashArray, HashWord } from "../../attention/selectors/selector.ts";
import type { Design } from "../../design/design.ts";
import type { HeadActivations } from "../../simulation/activations.ts";
import { type ArrayScale, arrayScale, circuitHasher, crossbarHasher } from "../../simulation/hashers.ts";
import type { Kernels } from "../../simulation/kernels.ts";
import { type ProgrammedSet, programSet, wornDesign, wornSet } from "../../simulation/programmed-set.ts";
import { type ValueReader, valueReader } from "../../simulation/reads.ts";
import { byRole, readsOfHead, sharingGroup, streamOfSet } from "../../simulation/trials.ts";
import { VARIANTS } from "../../simulation/variants.ts";

/** Hashed vectors of a text, tokens × width. */
type HashedVectors = Readonly<Record<Role, Dense>>;

/** One head of one text on one chip. */
export interface HashSite {
  readonly head: HeadActivations;
  readonly sample: number;
  readonly window: number;
  /** Hashed vectors of the calibration text. */
  readonly calibration: HashedVectors;
  /** Keeps the scale that the calibration text sets for a role, so that it is read once for all blocks. */
  readonly scales?: (role: Role, make: () => ArrayScale) => ArrayScale;
  /** Index of one of several unrelated array sets, and its wear; by default the first set, unworn. */
  readonly array?: HashArray;
}

/** Name of a set's random streams: copies of a set are unrelated; copy 0 is the set used everywhere else. */
const twinOf = ({ array }: HashSite, twin: string): string =>
  array === undefined || array.copy === 0 ? twin : `replica ${array.copy} of ${twin}`;

/** Projections and programmed sets of one chip so far. */
interface Chip {
  readonly projections: Map<string, Dense>;
  readonly sets: Map<string, ProgrammedSet>;
}

/**
 * Hashers of a design. A chip, `sample`, has one set of projections per sharing group, programmed once for
 * all texts; arrays of the last `mostChips` are kept, some megabytes per set. Reads are named by text and head
 * (keys: key head), so noise is fresh. `width`: that of vectors.
 */
export function headHashers(
  design: Design,
  code: HashCode,
  width: number,
  rng: Rng,
  kernels?: Kernels,
  mostChips = 1,
) {
  const chips = new Map<number, Chip>();
  const chipOf = ({ sample }: HashSite): Chip => {
    const chip = kept(chips, sample, () => ({ projections: new Map(), sets: new Map() }));
    if (chips.size > mostChips) chips.delete(chips.keys().next().value as number);
    return chip;
  };
  const nameOf = ({ head }: HashSite, twin: string): string =>
    `${twin} ${sharingGroup(design.hashing.sharing, head)}`;
  const streamOf = ({ sample, head }: HashSite, twin: string): Rng =>
    streamOfSet(rng.fork(twin), design, sample, head);
  const readsOf = ({ sample, head }: HashSite, window: number | string, twin: string, role: Role): Rng =>
    rng
      .fork(`reads ${twin}`)
      .fork(sample)
      .fork(window)
      .fork(readsOfHead(design.hashing.sharing, head, role));
  const projectionsOf = (site: HashSite, twin: string): Dense =>
    kept(chipOf(site).projections, nameOf(site, twin), () =>
      drawProjections(code, width, streamOf(site, twin).fork("projections")),
    );
  const setOf = (site: HashSite, twin: string): ProgrammedSet => {
    const wear = site.array?.wear ?? null;
    return kept(chipOf(site).sets, `${nameOf(site, twin)} ${JSON.stringify(wear)}`, () => {
      const [projections, stream] = [projectionsOf(site, twin), streamOf(site, twin).fork("array")];
      return wear === null
        ? programSet(design, projections, stream, kernels)
        : wornSet(design, projections, wear, stream, kernels);
    });
  };
  const designs = new Map<string, Design>();
  const designOf = ({ array }: HashSite): Design => {
    const wear = array?.wear ?? null;
    return wear === null ? design : kept(designs, JSON.stringify(wear), () => wornDesign(design, wear));
  };
  const readers = new WeakMap<ProgrammedSet, ValueReader>();
  const readerOf = (set: ProgrammedSet, by: Design): ValueReader => {
    const reader = readers.get(set) ?? valueReader(by, set, kernels);
    readers.set(set, reader);
    return reader;
  };
  const memristor = (site: HashSite, twin: string): Hasher =>
    byRole((role) => {
      const [set, by] = [setOf(site, twin), designOf(site)];
      const reader = readerOf(set, by);
      return crossbarHasher(by, set, code, readsOf(site, site.window, twin, role), {
        kernels,
        calibration: scaledBy(site, (asked) =>
          arrayScale(by, code, readsOf(site, "calibration", twin, asked), site.calibration[asked], reader),
        ),
        reader,
      });
    });
  return (variant: HashWord, site: HashSite): Hasher =>
    VARIANTS[variant].make({
      software: () => projectionHasher(projectionsOf(site, twinOf(site, "array")), code, site.calibration),
      memristor: (set) => memristor(site, twinOf(site, set)),
      circuit: () => circuitHasher(design, setOf(site, "array"), code, site.calibration, kernels),
      random: () => byRole((role) => randomBuckets(code, readsOf(site, site.window, "random", role))),
    });
}

/** The calibration text, or the scale derived from it if scales are kept. */
function scaledBy(
  site: HashSite,
  scaleOf: (role: Role) => ArrayScale,
): HashedVectors | ((role: Role) => ArrayScale) {
  const { scales } = site;
  return scales === undefined ? site.calibration : (role) => scales(role, () => scaleOf(role));
}

export type HeadHashers = ReturnType<typeof headHashers>;

function kept<Name, T>(known: Map<Name, T>, name: Name, make: () => T): T {
  const value = known.get(name) ?? make();
  // Reinserted, so that the first entry of the map is the least recently used.
  known.delete(name);
  known.set(name, value);
  return value;
}

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
