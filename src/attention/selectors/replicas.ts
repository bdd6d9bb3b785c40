import { z } from "zod";
import { flag, integer, real } from "#base";
import { NO_WEAR, type Wear } from "#memristors";

/** How many untuned arrays hash the keys of one head, in turn, and when all of them are replaced. */
export interface Replication {
  /** Concurrent arrays; key t is hashed by array t mod `replicas`. */
  readonly replicas: number;
  /** Keys after which all arrays are replaced; 0 for never. */
  readonly epoch: number;
}

/** The keys of one array: `from`, `from` + `step`, … below `to`. */
export interface KeyShare {
  /** Number of the array, in the order of first use. */
  readonly array: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Assigns `length` keys to arrays. Shares are disjoint and together hold every key. */
export function keyShares({ replicas, epoch }: Replication, length: number): KeyShare[] {
  const span = epoch === 0 ? length : epoch;
  const shares: KeyShare[] = [];
  for (let first = 0, e = 0; first < length; first += span, e++) {
    const to = Math.min(first + span, length);
    for (let r = 0; r < replicas; r++) {
      // The array's first key in the epoch.
      const from = first + ((((r - first) % replicas) + replicas) % replicas);
      if (from < to) shares.push({ array: e * replicas + r, from, to, step: replicas });
    }
  }
  return shares;
}

/** Number of arrays that hash `length` keys, over all epochs. */
export const arraysFor = ({ replicas, epoch }: Replication, length: number): number =>
  replicas * (epoch === 0 ? 1 : Math.ceil(length / epoch));

/** Most arrays per head: each is drawn, solved and calibrated before a key is hashed. */
export const MOST_ARRAYS = 256;

/** Parameters of a selector that may hash keys with several arrays. */
export const replicationFields = {
  replicas: integer({ min: 1, max: MOST_ARRAYS }, "untuned arrays that hash the keys in turn").prefault(1),
  epoch: integer(
    { min: 0, max: 1 << 20 },
    "keys after which the arrays are replaced by others; 0 for never",
  ).prefault(0),
  probes: integer(
    { min: 0, max: 1 << 16 },
    "Gaussian inputs that the query map is fitted on; 0: keys of the calibration text",
  ).prefault(0),
  age: z
    .strictObject({
      drift: real(
        { min: 0, max: 10 },
        "change of every conductance since calibration, standard deviation relative to the untuned spread",
      ).prefault(NO_WEAR.drift),
      stuck: real({ min: 0, max: 1 }, "share of cells that stuck since calibration").prefault(NO_WEAR.stuck),
      readNoise: real({ min: 0, max: 100 }, "factor on the devices' read noise since calibration").prefault(
        NO_WEAR.readNoise,
      ),
      isRecalibrated: flag("fit maps anew after all that, in place of before").prefault(false),
    })
    .prefault({}),
};

/** The wear of an age, or null for arrays in their calibrated state. */
export const wearOf = (age: Wear): Wear | null =>
  age.drift === NO_WEAR.drift && age.stuck === NO_WEAR.stuck && age.readNoise === NO_WEAR.readNoise
    ? null
    : age;
