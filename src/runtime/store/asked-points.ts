import { join } from "node:path";
import { decodeRecord, encodeRecord, type PointRecord } from "../../study/outcome.ts";
import type { StudyPoint } from "../../study/point-source.ts";
import { moveTail } from "./damaged-tail.ts";
import type { Manifest } from "./manifest.ts";
import { RecordLog } from "./record-log.ts";
import { framed, scanRecords } from "./record-scan.ts";
import { shapeOf } from "./record-shape.ts";
import { PointSet } from "./study-store.ts";

/** Beside a store's results: the points that were handed out, each a record whose result is still to come. */
const ASKED = "asked.jsonl";
const TO_COME: Pick<PointRecord, "status" | "metrics" | "reason"> = {
  status: "failed",
  metrics: null,
  reason: "no result yet",
};

/** Points that were handed out, by level. Only the writer of the store changes them. */
export interface AskedPoints {
  readonly handedOut: readonly PointSet[];
  /** Notes points of a level for good, before they are handed out. Throws StoreWriteError. */
  add(level: number, points: readonly StudyPoint[]): void;
}

/** What a store has handed out. A damaged line is forgotten, and its point handed out once more. */
export function openAsked(folder: string, manifest: Manifest): AskedPoints {
  const file = join(folder, ASKED);
  const handedOut = manifest.levels.map(() => new PointSet());
  const scan = scanRecords(file, shapeOf(manifest), (_bytes, _from, _to, _offset, { level, index }) =>
    handedOut[level].add(index),
  );
  let goodBytes = scan.goodBytes;
  return {
    handedOut,
    add(level, points) {
      const fresh = points.filter(({ index }) => handedOut[level].add(index));
      if (fresh.length === 0) return;
      if (scan.isTailDamaged && goodBytes === scan.goodBytes) moveTail(file, goodBytes);
      const log = new RecordLog(file, goodBytes);
      const lines = framed(fresh.map((point) => encodeRecord({ level, ...point, ...TO_COME })));
      try {
        log.append(lines, fresh.length);
        log.flush();
        goodBytes += lines.length;
      } finally {
        log.close();
      }
    },
  };
}

/** Every point that was handed out, with its codes. */
export function readAsked(
  folder: string,
  manifest: Manifest,
  take: (level: number, point: StudyPoint) => void,
): void {
  scanRecords(join(folder, ASKED), shapeOf(manifest), (bytes, from, to) => {
    const record = decodeRecord(bytes.toString("utf8", from, to));
    if (record !== null) take(record.level, { index: record.index, codes: record.codes });
  });
}
