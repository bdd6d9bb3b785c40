import { join } from "node:path";
import type { StudyPoint } from "../../explore/point-source.ts";
import { decodeRecord, encodeRecord, type PointRecord } from "../../explore/record.ts";
import { framed } from "./crc-line.ts";
import { PointSet } from "./point-set.ts";
import { RecordLog } from "./record-log.ts";
import { type Peeked, peek, scanRecords } from "./record-scan.ts";

/** Beside a store's results: the points that were handed out, each a record whose result is still to come. */
const ASKED = "asked.jsonl";
const TO_COME: Pick<PointRecord, "status" | "metrics" | "reason"> = {
  status: "failed",
  metrics: null,
  reason: "not told yet",
};

/** Points that were handed out, by level. Only the writer of the store changes them. */
export interface AskedPoints {
  readonly handedOut: readonly PointSet[];
  /** Notes points of a level for good, before they are handed out. Throws StoreWriteError. */
  add(level: number, points: readonly StudyPoint[]): void;
}

/** What a store of so many levels has handed out. A damaged line is forgotten, and its point handed out once more. */
export function openAsked(folder: string, levels: number): AskedPoints {
  const file = join(folder, ASKED);
  const handedOut = Array.from({ length: levels }, () => new PointSet());
  const at: Peeked = { level: 0, index: 0, status: 0 };
  const { goodBytes } = scanRecords(file, (bytes, from) => {
    peek(bytes, from, at);
    handedOut[at.level]?.add(at.index);
  });
  return {
    handedOut,
    add(level, points) {
      const fresh = points.filter(({ index }) => handedOut[level].add(index));
      if (fresh.length === 0) return;
      const log = new RecordLog(file, goodBytes, () => {});
      try {
        log.append(framed(fresh.map((point) => encodeRecord({ level, ...point, ...TO_COME }))), fresh.length);
        log.flush();
      } finally {
        log.close();
      }
    },
  };
}

/** Every point that was handed out, with its codes. */
export function readAsked(folder: string, take: (level: number, point: StudyPoint) => void): void {
  scanRecords(join(folder, ASKED), (bytes, from, to) => {
    const record = decodeRecord(bytes.toString("utf8", from, to));
    if (record !== null) take(record.level, { index: record.index, codes: record.codes });
  });
}
