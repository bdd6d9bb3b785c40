import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openAnswerStore } from "../../src/runtime/answer-store.ts";
import { nodeFiles } from "../../src/runtime/store/record-log.ts";

const root = mkdtempSync(join(tmpdir(), "answers-"));
afterAll(() => rmSync(root, { recursive: true }));
let made = 0;
const folder = (): string => join(root, `${made++}`, "deep");
const file = (place: string): string => join(place, "answers.jsonl");

function filled(place: string, count: number): void {
  const store = openAnswerStore(place);
  for (let n = 0; n < count; n++) store.keep(`key ${n}`, { nll: [n, 0.5] });
  store.close();
}

describe("openAnswerStore", () => {
  it("finds what was kept, by its key alone", () => {
    const place = folder();
    filled(place, 3);
    const store = openAnswerStore(place);
    expect([store.kept, store.damaged]).toEqual([3, 0]);
    expect(store.find("key 2")).toEqual({ nll: [2, 0.5] });
    expect(store.find("key 3")).toBeUndefined();
    store.close();
  });

  it("has every kept answer on the disk at once", () => {
    const place = folder();
    const store = openAnswerStore(place);
    store.keep("a", {});
    expect(readFileSync(file(place), "utf8")).toMatch(/^[0-9a-f]{8} \{"key":"a","answer":\{\}\}\n$/);
    store.close();
  });

  it("cuts off what a crash left half-written and goes on after it", () => {
    const place = folder();
    filled(place, 2);
    const whole = readFileSync(file(place));
    appendFileSync(file(place), '12345678 {"key":"ke');
    const store = openAnswerStore(place);
    expect(store.kept).toBe(2);
    store.keep("key 2", {});
    store.close();
    const after = readFileSync(file(place));
    expect(after.subarray(0, whole.length)).toEqual(whole);
    expect(openAnswers(place)).toEqual([3, 0]);
  });

  it("passes over a flipped bit and a record that is none, and keeps the others", () => {
    const place = folder();
    filled(place, 3);
    const bytes = readFileSync(file(place));
    bytes[bytes.indexOf(10) + 30] ^= 1;
    writeFileSync(file(place), bytes);
    const store = openAnswerStore(place);
    expect([store.kept, store.damaged]).toEqual([2, 1]);
    expect(store.find("key 1")).toBeUndefined();
    expect(store.find("key 2")).toEqual({ nll: [2, 0.5] });
    store.close();
  });

  it("leaves nothing half-written on a full disk, and resumes", () => {
    const place = folder();
    filled(place, 1);
    let room = 40;
    const full = openAnswerStore(place, {
      ...nodeFiles,
      write(descriptor, bytes, from, length, at) {
        const fits = Math.min(room, length);
        if (fits === 0) throw Object.assign(new Error("full"), { code: "ENOSPC", syscall: "write" });
        room -= fits;
        return nodeFiles.write(descriptor, bytes, from, fits, at);
      },
    });
    expect(() => full.keep("key 1", { nll: [1] })).toThrow(/no space left.*run again to resume/);
    full.close();
    expect(openAnswers(place)).toEqual([1, 0]);
  });

  it("takes one writer, and no link", () => {
    const place = folder();
    const store = openAnswerStore(place);
    expect(() => openAnswerStore(place)).toThrow("expected no other writer");
    store.close();
    const other = folder();
    filled(other, 0);
    rmSync(file(other), { force: true });
    symlinkSync(file(place), file(other));
    expect(() => openAnswerStore(other)).toThrow("not followed through links");
  });
});

function openAnswers(place: string): [kept: number, damaged: number] {
  const store = openAnswerStore(place);
  store.close();
  return [store.kept, store.damaged];
}
