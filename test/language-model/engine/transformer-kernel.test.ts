import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "#base";
import { dequantiseRows, type StoredType } from "#model-files";
import { BLOCK_LAYOUTS, rowBytes } from "../../../packages/model-files/src/stored/stored-types.ts";
import {
  ATTEND_QUERIES,
  attendScratch,
  KERNEL_TYPES,
  LOGIT,
  LOGIT_STATE,
} from "../../../packages/transformer/src/kernel.ts";
import { loadTransformerKernel } from "../../../src/runtime/kernels.ts";
import { everyCase } from "../../law.ts";

const memory = new WebAssembly.Memory({ initial: 256, maximum: 65_536, shared: true });
const kernel = loadTransformerKernel(memory);
let at = 1 << 16;
const floats = (length: number, of: (n: number) => number = () => Number.NaN): Float32Array => {
  const view = new Float32Array(memory.buffer, at, length);
  at += Math.ceil(length / 16) * 64 + 64;
  for (let n = 0; n < length; n++) view[n] = of(n);
  return view;
};
const normal = (length: number, rng: Rng, scale = 1): Float32Array =>
  floats(length, () => scale * rng.normal());
const address = (view: ArrayBufferView): number => view.byteOffset;

const near = (got: ArrayLike<number>, want: ArrayLike<number>, tolerance = 1e-5): void => {
  expect(got.length).toBe(want.length);
  let gap = 0;
  for (let n = 0; n < got.length; n++)
    gap = Math.max(gap, Math.abs(got[n] - want[n]) / (1 + Math.abs(want[n])));
  expect(gap).toBeLessThan(tolerance);
};

/** rows × depth → quads, or pairs, one number at a time. */
const inGroups = (rows: Float32Array, depth: number, group: number): Float32Array => {
  const count = rows.length / depth;
  const whole = Math.ceil(count / group) * group;
  const out = floats(whole * depth, () => 0);
  for (let r = 0; r < count; r++)
    for (let c = 0; c < depth; c++)
      out[Math.floor(r / group) * group * depth + Math.floor(c / 4) * 4 * group + (r % group) * 4 + (c % 4)] =
        rows[r * depth + c];
  return out;
};

describe("the kernel of a transformer, beside plain loops in float64", () => {
  it("unpacks what it can of the stored types exactly, an odd number of rows too", () => {
    const rng = createRng("stored");
    everyCase(Object.keys(KERNEL_TYPES) as StoredType[], 6, (type) => {
      const [rows, columns] = [5, 64];
      const size = rowBytes(type, columns);
      const bytes = new Uint8Array(memory.buffer, at, rows * size);
      at += 8192;
      for (let n = 0; n < bytes.length; n++) bytes[n] = rng.integer(256);
      const { numbers, bytes: step, scales } = BLOCK_LAYOUTS[type];
      // Exponents of all ones would be no numbers: the top bits of scales, or of numbers, are cleared.
      for (let block = 0; block < bytes.length; block += step)
        for (const place of scales.length > 0 ? scales : [step - 2]) bytes[block + place + 1] &= 0xbf;
      expect(numbers).toBeGreaterThan(0);
      const plain = new Float32Array(rows * columns);
      dequantiseRows({ name: "w", type, rows, columns, bytes }, 0, rows, plain);
      const into = floats(6 * columns);
      kernel.unpackWeights(KERNEL_TYPES[type] as number, address(bytes), size, rows, columns, address(into));
      // A zero has no sign here.
      expect(into.map((x) => x + 0)).toEqual(inGroups(plain, columns, 2).map((x) => x + 0));
    });
  });

  it("multiplies, with bias and on top of what is there", () => {
    const rng = createRng("product");
    everyCase(
      [
        [5, 6, 12],
        [8, 2, 64],
        [1, 10, 4],
        [130, 4, 576],
      ] as const,
      12,
      ([rows, outputs, depth]) => {
        const [x, w, bias] = [normal(rows * depth, rng), normal(outputs * depth, rng), normal(outputs, rng)];
        const whole = Math.ceil(rows / 4) * 4;
        const stride = outputs + 2;
        const out = normal(whole * stride, rng);
        const old = out.slice();
        const product = (r: number, o: number): number => {
          let sum = 0;
          for (let c = 0; c < depth; c++) sum += x[r * depth + c] * w[o * depth + c];
          return sum;
        };
        const quads = inGroups(x, depth, 4);
        const pairs = inGroups(w, depth, 2);
        const call = (b: number, adds: number): void =>
          kernel.multiply(
            address(quads),
            whole / 4,
            address(pairs),
            outputs / 2,
            depth,
            address(out),
            4 * stride,
            b,
            adds,
          );
        const want = (of: (r: number, o: number) => number): number[] =>
          Array.from({ length: rows * stride }, (_, n) =>
            n % stride < outputs ? of(Math.floor(n / stride), n % stride) : old[n],
          );
        call(address(bias), 1);
        near(
          out.subarray(0, rows * stride),
          want((r, o) => old[r * stride + o] + product(r, o) + bias[o]),
          3e-5,
        );
        call(0, 0);
        near(out.subarray(0, rows * stride), want(product), 3e-5);
      },
    );
  });

  it("normalises, gates, packs and turns rows", () => {
    const rng = createRng("rows");
    const [rows, width, epsilon] = [7, 24, 1e-3];
    const x = normal(rows * width, rng, 3);
    const y = normal(rows * width, rng);
    const gain = normal(width, rng);
    const rms = (r: number, from = 0, count = width): number =>
      Math.sqrt(
        x.subarray(r * width + from, r * width + from + count).reduce((s, v) => s + v * v, 0) / count +
          epsilon,
      );
    const normed = x.map((v, n) => (v / rms(Math.floor(n / width))) * gain[n % width]);
    const plain = floats(rows * width);
    kernel.normaliseRows(
      address(x),
      4 * width,
      0,
      rows,
      width,
      address(gain),
      epsilon,
      address(plain),
      4 * width,
    );
    near(plain, normed);
    const quads = floats(8 * width, () => 0);
    kernel.normaliseToQuads(address(x), 4 * width, 0, rows, width, address(gain), epsilon, address(quads));
    near(quads, inGroups(normed, width, 4));
    // A large negative gate is nothing, not a NaN.
    x[3] = -200;
    kernel.gateToQuads(address(x), address(y), 4 * width, 0, rows, width, address(quads));
    near(
      quads,
      inGroups(
        x.map((v, n) => (v / (1 + Math.exp(-v))) * y[n]),
        width,
        4,
      ),
    );
    kernel.packRows(address(x), 4 * width, 0, rows, width, address(quads));
    expect(quads).toEqual(inGroups(x.slice(), width, 4));
    const angles = [0.3, 1.1, -2, 0.01];
    const cosines = floats(4, (n) => Math.cos(angles[n]));
    const sines = floats(4, (n) => Math.sin(angles[n]));
    everyCase([0, 1], 2, (halves) => {
      const out = floats(3 * 10, () => 9);
      kernel.rotateHeads(
        address(x),
        3,
        8,
        address(gain),
        epsilon,
        address(cosines),
        address(sines),
        halves,
        address(out),
        40,
      );
      const want = new Array<number>(30).fill(9);
      for (let h = 0; h < 3; h++)
        for (let i = 0; i < 4; i++) {
          const [a, b] = halves === 1 ? [i, i + 4] : [2 * i, 2 * i + 1];
          const value = (c: number): number => (x[8 * h + c] / rms(0, 8 * h, 8)) * gain[c];
          want[10 * h + a] = value(a) * Math.cos(angles[i]) - value(b) * Math.sin(angles[i]);
          want[10 * h + b] = value(a) * Math.sin(angles[i]) + value(b) * Math.cos(angles[i]);
        }
      near(out, want);
    });
  });

  it("attends all keys, a sliding window and a list, with scores as large as 80", () => {
    const rng = createRng("attention");
    const cases = [
      { width: 8, first: 0, count: 32, span: 1 << 30, size: 1 },
      { width: 64, first: 150, count: 13, span: 1 << 30, size: 1 },
      { width: 16, first: 100, count: 30, span: 37, size: 4 },
      { width: 24, first: 63, count: 3, span: 1, size: 1 },
    ];
    everyCase(cases, 16, ({ width, first, count, span, size }) => {
      const length = first + count;
      const [q, k, v] = [count, length + 1, length].map((n) => normal(n * width, rng, size));
      const scale = 0.5;
      const exact = (n: number, keys: number[]): { output: number[]; logSum: number } => {
        const score = (j: number): number => {
          let sum = 0;
          for (let c = 0; c < width; c++) sum += q[n * width + c] * k[j * width + c];
          return scale * sum;
        };
        const peak = Math.max(...keys.map(score));
        const weights = keys.map((j) => Math.exp(score(j) - peak));
        const total = weights.reduce((a, b) => a + b, 0);
        return {
          output: Array.from({ length: width }, (_, c) =>
            keys.reduce((sum, j, m) => sum + (weights[m] / total) * v[j * width + c], 0),
          ),
          logSum: peak + Math.log(total),
        };
      };
      const out = floats(count * width);
      const scratch = floats(attendScratch(width) / 4);
      const stride = 4 * width;
      const causal = (n: number): number[] =>
        Array.from({ length: first + n + 1 }, (_, j) => j).filter((j) => first + n - j < span);
      kernel.attendAll(
        address(q),
        stride,
        count,
        first,
        span,
        address(k),
        address(v),
        stride,
        width,
        scale,
        address(scratch),
        address(out),
        stride,
      );
      near(out, Array.from({ length: count }, (_, n) => exact(n, causal(n)).output).flat(), 3e-5);
      const some = causal(count - 1).filter((j) => j % 3 !== 1 || j === first + count - 1);
      const list = new Int32Array(memory.buffer, at, some.length);
      list.set(some);
      at += 4096;
      const one = floats(width);
      const logSum = kernel.attendList(
        address(q) + (count - 1) * stride,
        address(k),
        address(v),
        stride,
        width,
        address(list),
        some.length,
        scale,
        address(floats(some.length + 3)),
        address(one),
      );
      const want = exact(count - 1, some);
      near(one, want.output, 3e-5);
      near([logSum], [want.logSum]);
    });
    expect(ATTEND_QUERIES).toBe(32);
  });

  it("has exponentials to 3e-7 of their size, and none below e^-87", () => {
    const scores = floats(4002, (n) => 0 - n / 40);
    const weights = floats(4004);
    expect(kernel.expRow(address(scores), 4002, address(weights))).toBe(0);
    let gap = 0;
    for (let n = 0; n < 3480; n++) gap = Math.max(gap, Math.abs(weights[n] / Math.exp(scores[n]) - 1));
    expect(gap).toBeLessThan(3e-7);
    expect(weights.subarray(3481)).toEqual(new Float32Array(523));
  });

  it("folds logits of a vocabulary block by block", () => {
    const rng = createRng("logits");
    const [rows, vocabulary] = [3, 157];
    const own = normal(rows * vocabulary, rng, 4);
    const other = own.map((x) => x + 0.4 * rng.normal());
    const states = new Float64Array(memory.buffer, at, rows * LOGIT_STATE);
    at += 4096;
    kernel.beginLogits(address(states), rows);
    for (let token = 0; token < vocabulary; token += 50) {
      const count = Math.min(50, vocabulary - token);
      const part = (of: Float32Array): Float32Array =>
        floats(rows * 50, (n) =>
          n % 50 < count ? of[Math.floor(n / 50) * vocabulary + token + (n % 50)] : 99,
        );
      kernel.foldLogits(address(part(own)), address(part(other)), 200, rows, token, count, address(states));
    }
    everyCase([0, 1, 2], 12, (r) => {
      const row = (of: Float32Array): number[] =>
        Array.from(of.subarray(r * vocabulary, (r + 1) * vocabulary));
      const state = states.subarray(r * LOGIT_STATE, (r + 1) * LOGIT_STATE);
      const total = (of: number[]): number => of.reduce((sum, x) => sum + Math.exp(x - Math.max(...of)), 0);
      near([state[LOGIT.sum], state[LOGIT.otherSum]], [total(row(own)), total(row(other))]);
      const gap = row(other).reduce(
        (sum, x, t) => sum + Math.exp(x - Math.max(...row(other))) * (x - row(own)[t]),
        0,
      );
      expect(state[LOGIT.gap]).toBeCloseTo(gap, 4);
      expect(state[LOGIT.best]).toBe(row(own).indexOf(Math.max(...row(own))));
    });
  });
});
