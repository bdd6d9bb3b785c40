import { describe, expect, it } from "vitest";
import { rememberedReads } from "../src/remembered-reads.ts";

interface Part {
  readonly kind: "a" | "b";
  readonly a?: number;
  readonly b?: number;
  readonly inner?: { readonly deep?: number } | null;
}

/** A function that counts its runs. */
function counted<R>(compute: (part: Part, other: { readonly n: number }) => R, most = 100) {
  let runs = 0;
  const call = rememberedReads((part: Part, other: { readonly n: number }) => {
    runs++;
    return compute(part, other);
  }, most);
  return { call, runs: () => runs };
}

const OTHER = { n: 1 };

describe("a function that remembers by what it reads", () => {
  it("shares results between arguments that differ in what it does not read, and in nothing else", () => {
    const { call, runs } = counted(({ kind, a = 0, b = 0 }, { n }) => n * (kind === "a" ? a : b));
    expect(call({ kind: "a", a: 2, inner: { deep: 1 } }, OTHER)).toBe(2);
    expect(call({ kind: "a", a: 2, inner: { deep: 2 } }, OTHER)).toBe(2);
    expect(runs()).toBe(1);
    expect(call({ kind: "a", a: 3 }, OTHER)).toBe(3);
    expect(call({ kind: "a", a: 3 }, { n: 5 })).toBe(15);
    expect(runs()).toBe(3);
  });

  it("tells apart by a key that only a later run reads", () => {
    const { call } = counted(({ kind, a, inner }) => (kind === "a" ? a : inner?.deep));
    expect(call({ kind: "a", a: 1, inner: { deep: 1 } }, OTHER)).toBe(1);
    expect(call({ kind: "b", a: 1, inner: { deep: 7 } }, OTHER)).toBe(7);
    expect(call({ kind: "b", a: 1, inner: { deep: 8 } }, OTHER)).toBe(8);
    expect(call({ kind: "b", a: 1, inner: null }, OTHER)).toBeUndefined();
    expect(call({ kind: "a", a: 1, inner: { deep: 8 } }, OTHER)).toBe(1);
  });

  it("sees copies, lists of keys and keys that are asked for by name", () => {
    const copies = counted((part) => ({ ...part }).a);
    expect([1, 2].map((a) => copies.call({ kind: "a", a }, OTHER))).toEqual([1, 2]);
    const lists = counted((part) => Object.keys(part).length);
    expect(lists.call({ kind: "a" }, OTHER)).toBe(1);
    expect(lists.call({ kind: "a", b: 1 }, OTHER)).toBe(2);
    const names = counted((part) => "b" in part || Object.hasOwn(part, "a"));
    expect(names.call({ kind: "a" }, OTHER)).toBe(false);
    expect(names.call({ kind: "a", a: 1 }, OTHER)).toBe(true);
    const values = counted((part) => Object.entries(part.inner ?? {}).length);
    expect(values.call({ kind: "a", inner: {} }, OTHER)).toBe(0);
    expect(values.call({ kind: "a", inner: { deep: 1 } }, OTHER)).toBe(1);
  });

  it("still sees the parts of a tree whose own keys it has all read, and keys that only a later argument has", () => {
    const { call } = counted((part) => {
      const copy = { ...part };
      return copy.kind === "a" ? copy.a : copy.inner?.deep;
    });
    expect(call({ kind: "a", a: 1, inner: { deep: 6 } }, OTHER)).toBe(1);
    expect(call({ kind: "b", a: 1, inner: { deep: 7 } }, OTHER)).toBe(7);
    expect(call({ kind: "b", a: 1, inner: { deep: 8 } }, OTHER)).toBe(8);
    expect(call({ kind: "b", inner: { deep: 9 } }, OTHER)).toBe(9);
    const sums = counted((part) => Object.values(part).filter((value) => typeof value === "number").length);
    expect([{}, { a: 1 }, { a: 1, b: 2 }].map((own) => sums.call({ kind: "a", ...own }, OTHER))).toEqual([
      0, 1, 2,
    ]);
  });

  it("knows parts that arguments share, before and after more of them is read", () => {
    const { call, runs } = counted(({ kind, a = 0, inner }) => (kind === "a" ? a : a + (inner?.deep ?? 0)));
    const [one, two] = [{ deep: 10 }, { deep: 20 }];
    expect(call({ kind: "a", a: 1, inner: one }, OTHER)).toBe(1);
    expect(call({ kind: "b", a: 1, inner: one }, OTHER)).toBe(11);
    expect(call({ kind: "b", a: 2, inner: one }, OTHER)).toBe(12);
    expect(call({ kind: "b", a: 2, inner: two }, OTHER)).toBe(22);
    expect(call({ kind: "b", a: 2, inner: one }, OTHER)).toBe(12);
    expect(call({ kind: "b", a: 2, inner: { deep: 20 } }, OTHER)).toBe(22);
    expect(runs()).toBe(4);
  });

  it("is watched through by another one", () => {
    const inner = counted(({ a = 0 }) => a);
    const outer = counted((part, other) => 10 * inner.call(part, other));
    expect([1, 1, 2].map((a) => outer.call({ kind: "a", a }, OTHER))).toEqual([10, 10, 20]);
    expect([outer.runs(), inner.runs()]).toEqual([2, 2]);
  });

  it("remembers what it throws, tells a number from its text and 0 from −0, and forgets beyond its size", () => {
    const refused = counted(({ a }) => {
      throw new RangeError(`${a}`);
    });
    for (const a of [1, 1, 2]) expect(() => refused.call({ kind: "a", a }, OTHER)).toThrow(`${a}`);
    expect(refused.runs()).toBe(2);
    const signs = counted(({ a }) => Object.is(a, -0));
    expect([0, -0].map((a) => signs.call({ kind: "a", a }, OTHER))).toEqual([false, true]);
    const kinds = counted(({ a }) => a);
    for (const a of [null, undefined, Number.NaN, 0, -0, "", "0"] as unknown as number[])
      expect(kinds.call({ kind: "a", a }, OTHER)).toBe(a);
    const types = counted(({ a }) => typeof a);
    expect(types.call({ kind: "a", a: 1 }, OTHER)).toBe("number");
    expect(types.call({ kind: "a", a: "1" as unknown as number }, OTHER)).toBe("string");
    const few = counted(({ a }) => a, 2);
    for (const a of [1, 2, 3, 1]) expect(few.call({ kind: "a", a }, OTHER)).toBe(a);
    expect(few.runs()).toBe(4);
  });

  it("does not take arguments for others that an argument between them, which threw when it was read, began like", () => {
    const { call } = counted(({ a = 0, b = 0, inner }) => 100 * a + 10 * b + (inner?.deep ?? 0));
    const part = (a: number, b: number): Part => ({ kind: "a", a, b, inner: { deep: 1 } });
    expect(call(part(1, 1), OTHER)).toBe(111);
    const broken = {
      ...part(1, 2),
      get inner(): never {
        throw new RangeError("unreadable");
      },
    };
    expect(() => call(broken, OTHER)).toThrow("unreadable");
    expect(call(part(1, 2), OTHER)).toBe(121);
  });

  it("refuses a result that reads its arguments later", () => {
    const late = counted((part) => () => part.a);
    expect(() => late.call({ kind: "a", a: 1 }, OTHER)()).toThrow("late read");
  });
});
