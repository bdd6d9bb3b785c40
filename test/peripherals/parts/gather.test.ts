import { describe, expect, it } from "vitest";
import { createRng, dense, normals } from "#base";
import type { Gather } from "#circuits";
import { bind } from "../bind.ts";

describe.each(["ideal", "indexed"])("gather %s", (model) => {
  const { gather, scatter } = bind<"move", Gather>("gather", model).behaviour;
  const rows = dense(3, 2, Float64Array.of(10, 11, 20, 21, 30, 31));

  it("brings rows into an order and back", () => {
    expect([...gather(rows, Int32Array.of(2, 0, 1)).data]).toEqual([30, 31, 10, 11, 20, 21]);
    expect([...scatter(rows, Int32Array.of(2, 0, 1)).data]).toEqual([20, 21, 30, 31, 10, 11]);
    const many = dense(50, 4, normals(200, createRng(1)));
    const rng = createRng(2);
    const order = Int32Array.from(
      [...Array(50).keys()]
        .map((i): [number, number] => [rng.uniform(), i])
        .sort(([a], [b]) => a - b)
        .map(([, i]) => i),
    );
    expect(gather(many, order).data).not.toEqual(many.data);
    expect(scatter(gather(many, order), order)).toEqual(many);
  });

  it("refuses what is no permutation", () => {
    expect(() => gather(rows, Int32Array.of(0, 1))).toThrow("expected 3 indices, one a row, received 2");
    expect(() => gather(rows, Int32Array.of(0, 1, 3))).toThrow("each index of [0, 3) once, received 3");
    expect(() => scatter(rows, Int32Array.of(0, 1, 1))).toThrow("received 1 twice");
  });
});
