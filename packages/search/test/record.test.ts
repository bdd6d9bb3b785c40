import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeRecord, encodeRecord, MOST_RECORD_BYTES, type PointRecord } from "../src/point-outcome.ts";

const number = fc.oneof(fc.double(), fc.constantFrom(-0, Number.NaN, Infinity, -Infinity, 5e-324, 0.1));
const head = {
  level: fc.nat(2),
  index: fc.nat(1e9),
  codes: fc.array(fc.oneof(fc.nat(99), fc.constant(Number.NaN)), { maxLength: 8 }),
};
const ok: fc.Arbitrary<PointRecord> = fc.record({
  ...head,
  status: fc.constant("ok" as const),
  metrics: fc.array(number, { maxLength: 8 }),
  reason: fc.constant(""),
});
const bad: fc.Arbitrary<PointRecord> = fc.record({
  ...head,
  status: fc.constantFrom("infeasible" as const, "failed" as const, "timeout" as const, "unknown" as const),
  metrics: fc.constant(null),
  reason: fc.string({ unit: "grapheme", maxLength: 600 }),
});

describe("records", () => {
  it("bring back every number bit for bit", () => {
    fc.assert(
      fc.property(ok, (record) => {
        const back = decodeRecord(encodeRecord(record)) as PointRecord;
        expect(back.metrics?.length).toBe(record.metrics?.length);
        for (const [n, x] of (record.metrics ?? []).entries())
          expect(Object.is(back.metrics?.[n], x)).toBe(true);
        expect(back).toEqual(record);
      }),
      { seed: 3, numRuns: 1000 },
    );
  });

  it("cut a reason to 300 bytes of UTF-8 and keep its start", () => {
    fc.assert(
      fc.property(bad, (record) => {
        const text = encodeRecord(record);
        expect(Buffer.byteLength(text) + 10).toBeLessThanOrEqual(MOST_RECORD_BYTES);
        const back = decodeRecord(text) as PointRecord;
        expect(back).toEqual({ ...record, reason: back.reason });
        const shared = back.reason.endsWith("…") ? back.reason.slice(0, -1) : record.reason;
        expect(record.reason.startsWith(shared)).toBe(true);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });

  it.each([
    "",
    "[]",
    "{}",
    '[0,0,"ok",[],"reason"]',
    '[0,0,"failed",[],[1]]',
    '[0,0,"done",[],[1]]',
    '[0,0.5,"ok",[],[1]]',
    '[0,0,"ok",["x"],[1]]',
    '[0,0,"ok",[],["nan"]]',
    '[0,0,"ok",[],[null]]',
    '[0,0,"ok",[],[1],2]',
  ])("are not %s", (text) => {
    expect(decodeRecord(text)).toBe(null);
  });
});
