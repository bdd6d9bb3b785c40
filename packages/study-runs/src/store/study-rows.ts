import { closeSync, readSync } from "node:fs";
import { join } from "node:path";
import { FLAGS, isSystemError, openStoreFile, storeFault, systemReason } from "#local-io";
import { decodeRecord, type PointRecord } from "#search";
import type { Manifest } from "./manifest.ts";
import { givesWay, HEAD_BYTES, type Scan, scanRecords } from "./record-scan.ts";
import { shapeOf } from "./record-shape.ts";
import { RESULTS } from "./study-store.ts";

const WINDOW = 1 << 20;

/**
 * Records of a store in the order of points, for each point that of its highest level: the same rows for any
 * workers, parts or interruptions. One pass notes where records are (18 bytes each), another reads them.
 */
export function orderedRecords(
  folder: string,
  manifest: Manifest,
): { readonly scan: Scan; rows(): Generator<PointRecord> } {
  const file = join(folder, RESULTS);
  let capacity = 1024;
  let [places, indices, ranks] = [
    new Float64Array(capacity),
    new Uint32Array(capacity),
    new Uint8Array(capacity),
  ];
  let count = 0;
  let isAscending = true;
  const scan = scanRecords(
    file,
    shapeOf(manifest),
    (_bytes, _from, _to, offset, { level, index, status }) => {
      if (count === capacity) {
        capacity *= 2;
        [places, indices, ranks] = [
          grown(places, new Float64Array(capacity)),
          grown(indices, new Uint32Array(capacity)),
          grown(ranks, new Uint8Array(capacity)),
        ];
      }
      isAscending &&= count === 0 || index > indices[count - 1];
      places[count] = offset;
      indices[count] = index;
      // Of two records of one point and level the first is used, unless it gives way to a later one.
      ranks[count] = 2 * level + (givesWay(status) ? 0 : 1);
      count++;
    },
  );
  const rows = isAscending ? places.subarray(0, count) : standing(places, indices, ranks, count);
  return { scan, rows: () => recordsAt(file, rows) };
}

function grown<T extends Float64Array | Uint32Array | Uint8Array>(from: T, into: T): T {
  into.set(from);
  return into;
}

/** Positions of the valid records, one per point, by index. */
function standing(
  places: Float64Array,
  indices: Uint32Array,
  ranks: Uint8Array,
  count: number,
): Float64Array {
  const order = Uint32Array.from({ length: count }, (_, n) => n);
  order.sort((a, b) => indices[a] - indices[b] || a - b);
  const found = new Float64Array(count);
  let points = 0;
  for (let n = 0; n < count; ) {
    let best = order[n];
    const index = indices[best];
    for (n++; n < count && indices[order[n]] === index; n++)
      if (isAbove(ranks[order[n]], ranks[best])) best = order[n];
    found[points++] = places[best];
  }
  return found.subarray(0, points);
}

/** Whether a later record replaces an earlier: higher level, or the same if the earlier gives way. */
const isAbove = (later: number, earlier: number): boolean =>
  later >> 1 > earlier >> 1 || (later >> 1 === earlier >> 1 && earlier % 2 === 0);

function* recordsAt(file: string, places: Float64Array): Generator<PointRecord> {
  if (places.length === 0) return;
  const descriptor = openStoreFile(file, FLAGS.read);
  if (descriptor === null) throw storeFault(file, "is gone since it was read");
  const buffer = Buffer.allocUnsafe(WINDOW);
  let [start, end] = [0, 0];
  try {
    for (const place of places) {
      let line =
        place >= start && place < end ? buffer.subarray(0, end - start).indexOf(10, place - start) : -1;
      if (line < 0) {
        start = place;
        end = start + readSync(descriptor, buffer, 0, WINDOW, start);
        line = buffer.subarray(0, end - start).indexOf(10);
      }
      const record =
        line < 0 ? null : decodeRecord(buffer.toString("utf8", place - start + HEAD_BYTES, line));
      if (record === null) throw storeFault(file, "was changed while it was read");
      yield record;
    }
  } catch (error) {
    if (isSystemError(error)) throw storeFault(file, `cannot be read: ${systemReason(error)}`);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}
