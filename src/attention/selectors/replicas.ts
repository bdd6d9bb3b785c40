import { z } from "zod";
import { flag, integer, real } from "../../base/fields.ts";
import { NO_WEAR } from "../../devices/aging.ts";
import type { Wear } from "../../devices/memristor.ts";

/** Untuned arrays that hash the keys of one head: so many take turns, and all of them are replaced from time to time. */
export interface Replication {
  /** Arrays that hash at the same time; key t goes through array t mod `replicas`. */
  readonly replicas: number;
  /** Keys after which all of them are replaced; 0 for never. */
  readonly epoch: number;
}

/** Keys `from`, `from` + `step`, … below `to`: those that one array hashes. */
export interface KeyShare {
  /** Arrays are numbered in the order in which they come into use. */
  readonly array: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Which of `length` keys go through which array. Shares are disjoint and together hold every key. */
export function keyShares({ replicas, epoch }: Replication, length: number): KeyShare[] {
  const span = epoch === 0 ? length : epoch;
  const shares: KeyShare[] = [];
  for (let first = 0, e = 0; first < length; first += span, e++) {
    const to = Math.min(first + span, length);
    for (let r = 0; r < replicas; r++) {
      // The first key of the epoch whose turn it is.
      const from = first + ((((r - first) % replicas) + replicas) % replicas);
      if (from < to) shares.push({ array: e * replicas + r, from, to, step: replicas });
    }
  }
  return shares;
}

/** Arrays that hash `length` keys, one after another and side by side. */
export const arraysFor = ({ replicas, epoch }: Replication, length: number): number =>
  replicas * (epoch === 0 ? 1 : Math.ceil(length / epoch));

/** Most arrays of a head: each is drawn, solved and calibrated before a key is hashed. */
export const MOST_ARRAYS = 256;

/** Parameters of a selector whose keys several arrays may hash. */
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

/** The wear of an age, or null for arrays that are as they were calibrated. */
export const wearOf = (age: Wear): Wear | null =>
  age.drift === NO_WEAR.drift && age.stuck === NO_WEAR.stuck && age.readNoise === NO_WEAR.readNoise
    ? null
    : age;
