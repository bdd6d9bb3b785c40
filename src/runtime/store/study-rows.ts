import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { decodeRecord, type PointRecord } from "../../explore/record.ts";
import { HEAD_BYTES } from "./crc-line.ts";
import { type Peeked, peek, type Scan, scanRecords } from "./record-scan.ts";
import { RESULTS } from "./study-store.ts";

const WINDOW = 1 << 20;
const NONE = -1;

/**
 * Records of a store in the order of their points, of each point the one of its highest level: the same rows whatever
 * workers, parts or interruptions the file came from. One pass notes where records stand (nine bytes a
 * point), another reads them.
 */
export function orderedRecords(folder: string): { readonly scan: Scan; rows(): Generator<PointRecord> } {
  const file = join(folder, RESULTS);
  let places = new Float64Array(1024).fill(NONE);
  let levels = new Uint8Array(1024);
  let count = 0;
  const at: Peeked = { level: 0, index: 0, status: 0 };
  const scan = scanRecords(file, (bytes, from, _, offset) => {
    peek(bytes, from, at);
    const { index, level } = at;
    if (index >= places.length) {
      const size = Math.max(index + 1, 2 * places.length);
      const [old, oldLevels] = [places, levels];
      places = new Float64Array(size).fill(NONE);
      places.set(old);
      levels = new Uint8Array(size);
      levels.set(oldLevels);
    }
    count = Math.max(count, index + 1);
    // Of two records of one point and level the first one stands.
    if (places[index] !== NONE && levels[index] >= level) return;
    places[index] = offset;
    levels[index] = level;
  });
  return { scan, rows: () => recordsAt(file, places.subarray(0, count)) };
}

function* recordsAt(file: string, places: Float64Array): Generator<PointRecord> {
  if (places.length === 0) return;
  const descriptor = openSync(file, "r");
  const buffer = Buffer.allocUnsafe(WINDOW);
  let [start, end] = [0, 0];
  try {
    for (const place of places) {
      if (place === NONE) continue;
      let line =
        place >= start && place < end ? buffer.subarray(0, end - start).indexOf(10, place - start) : -1;
      if (line < 0) {
        start = place;
        end = start + readSync(descriptor, buffer, 0, WINDOW, start);
        line = buffer.subarray(0, end - start).indexOf(10);
      }
      const record = decodeRecord(buffer.toString("utf8", place - start + HEAD_BYTES, line));
      if (record !== null) yield record;
    }
  } finally {
    closeSync(descriptor);
  }
}
