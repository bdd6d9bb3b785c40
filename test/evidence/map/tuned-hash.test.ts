import { expect, it } from "vitest";
import {
  AMORTISED,
  tunedJson,
  tunedPoints,
  tunedSentences,
  tunedTable,
} from "../../../evidence/map/tuned-hash.ts";
import { configOf } from "../../design-under-test.ts";

const { design, workload } = configOf("{ workload: { length: 256 } }");
const solved = { pairPower: 1e-6, pairCurrent: 1e-5, peakLineCurrent: 0 };
const points = [...tunedPoints(design, workload, [28], [[61.7e-6, 10e-9]], () => solved)];

it("charges the writing of trained rows by key", () => {
  expect(points.map(({ width, bits }) => [width, bits])).toEqual([
    [64, 32],
    [64, 128],
    [128, 32],
    [128, 128],
  ]);
  for (const { arrays, products, transform, writing } of points) {
    expect(products).toBeGreaterThan(transform);
    for (const { energy, keys, amortised, writings } of writing) {
      expect((keys ?? 0) * (products - arrays)).toBeCloseTo(energy, 9);
      expect(amortised - arrays).toBeCloseTo(energy / AMORTISED, 15);
      expect(writings).toBe(41_666);
    }
  }
  // As many products as there are weights.
  expect(points[1].products / points[0].products).toBeGreaterThan(3.5);
  expect(points[1].writing[0].energy / points[0].writing[0].energy).toBeCloseTo(4, 9);
});

it("says when writing is paid back, and that it never is where arrays save nothing", () => {
  const [slow, fast, transform] = tunedSentences(points);
  expect(slow).toMatch(
    /^Writing trained rows by TiOx pulses: paid back against int8 products after [\d ]+ to [\d ]+ keys a head\.$/,
  );
  expect(fast).toMatch(/^Writing trained rows by 20 ns pulses: paid back/);
  expect(transform).toMatch(
    /^Arrays that are written already take more than a Hadamard transform of as many bits at \d of 4 designs\.$/,
  );
  const dear = points.map((point) => ({
    ...point,
    writing: point.writing.map((each) => ({ ...each, keys: null })),
  }));
  expect(tunedSentences(dear)[0]).toBe(
    "Writing trained rows by TiOx pulses: never paid back against int8 products.",
  );
  const { head, rows } = tunedTable(points);
  expect(head.slice(0, 7)).toEqual(["node", "d", "bits", "read", "arrays", "int8 products", "Hadamard"]);
  expect(rows[0]).toHaveLength(head.length);
  expect(tunedTable(dear).rows[0].at(-1)).toBe("never");
  expect(Object.keys(tunedJson(points[0]))).toEqual(
    expect.arrayContaining(["arrays_J", "products_J", "transform_J", "node_nm", "writing", "amortised_keys"]),
  );
});
