import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createRng, type Rng } from "#base";
import { type FileOperations, nodeFiles } from "#local-io";
import { framed } from "../../packages/study-runs/src/store/record-scan.ts";
import { openAnswerStore } from "../../src/runtime/answer-store.ts";

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
    expect(readFileSync(file(place), "utf8")).toMatch(
      /^[0-9a-f]{8} \{"key":"a","answer":\{\},"writer":\{"crosshash":"[^"]+","code":"[0-9a-f]{16}","node":"v[^"]+"\}\}\n$/,
    );
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
    const files: FileOperations = {
      ...nodeFiles,
      write(descriptor, bytes, from, length, at) {
        const fits = Math.min(room, length);
        if (fits === 0) throw Object.assign(new Error("full"), { code: "ENOSPC", syscall: "write" });
        room -= fits;
        return nodeFiles.write(descriptor, bytes, from, fits, at);
      },
    };
    const full = openAnswerStore(place, { files });
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

describe("answers that are damaged", () => {
  it.each([
    ["line ends of Windows", (bytes: Buffer) => Buffer.from(bytes.toString().replaceAll("\n", "\r\n"))],
    ["UTF-16", (bytes: Buffer) => Buffer.from(bytes.toString(), "utf16le")],
    ["zeros", (bytes: Buffer) => Buffer.alloc(bytes.length)],
    ["another text", () => Buffer.from("nothing of this is an answer\n")],
    ["a changed end", (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("12345678 {}\nmore\n")])],
  ])("by %s are said and kept aside", (_, hurt) => {
    const place = folder();
    filled(place, 4);
    const bytes = hurt(readFileSync(file(place)));
    writeFileSync(file(place), bytes);
    const store = openAnswerStore(place);
    expect(store.damaged).toBeGreaterThan(0);
    expect(store.remarks().join("\n")).toMatch(/damaged lines? .*\n.*kept in answers\.damaged-1/);
    store.close();
    const aside = readFileSync(join(place, "answers.damaged-1"));
    expect(bytes.subarray(bytes.length - aside.length)).toEqual(aside);
  });

  it("by 200 random edits: every line is a kept answer, or said", () => {
    const rng = createRng("answers").fork("edits");
    const original = folder();
    filled(original, 8);
    const whole = readFileSync(file(original));
    for (let n = 0; n < 200; n++) {
      const place = folder();
      filled(place, 0);
      const bytes = edited(whole, rng.fork(n));
      writeFileSync(file(place), bytes);
      const store = openAnswerStore(place);
      for (let key = 0; key < 8; key++) {
        const found = store.find(`key ${key}`);
        if (found !== undefined) expect(found).toEqual({ nll: [key, 0.5] });
      }
      // A cut in the last line is what a killed writer leaves, which is cut without a word.
      const isTorn = whole.subarray(0, bytes.length).equals(bytes);
      if (store.kept < 8 && !isTorn) expect(store.remarks().join("\n")).toMatch(/damaged/);
      store.close();
    }
  });
});

/** Bytes with a bit flipped, a stretch cut out or doubled, or an end cut off. */
function edited(bytes: Buffer, rng: Rng): Buffer {
  const at = rng.integer(bytes.length);
  const to = Math.min(bytes.length, at + 1 + rng.integer(60));
  const how = rng.integer(4);
  if (how === 0) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
  if (how === 1) return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
  if (how === 2) return bytes.subarray(0, at);
  const own = Buffer.from(bytes);
  own[at] ^= 1 << rng.integer(8);
  return own;
}

describe("answers of other code", () => {
  const other = { crosshash: "0.1.0", code: "of before", node: process.version };

  it("are doubtful, and what was confirmed is said", () => {
    const place = folder();
    const before = openAnswerStore(place, { writer: other });
    before.keep("a", { nll: [1] });
    expect(before.isDoubtful("a")).toBe(false);
    before.close();
    const store = openAnswerStore(place);
    expect([store.isDoubtful("a"), store.isDoubtful("none")]).toEqual([true, false]);
    store.keep("b", {});
    expect(store.isDoubtful("b")).toBe(false);
    store.confirm("quest", null);
    expect(store.remarks()).toEqual([
      expect.stringMatching(/was kept with code of before .*: quest asked again/),
    ]);
    expect(() => store.confirm("quest", "items is another one now")).toThrow(
      /answers\.jsonl \(store\): the answer to quest is not reproduced \(items is another one now\).*use another --out; they were kept with code of before/,
    );
    store.close();
  });

  it("are those of before programs were noted", () => {
    const place = folder();
    filled(place, 0);
    writeFileSync(file(place), framed([JSON.stringify({ key: "a", answer: { nll: [1] } })]));
    const store = openAnswerStore(place);
    expect([store.kept, store.isDoubtful("a")]).toEqual([1, true]);
    store.close();
  });

  it("are all that a plugin had a part in, as what it reads is not known", () => {
    const place = folder();
    filled(place, 1);
    const store = openAnswerStore(place, { plugins: [{ name: "p.js" }] });
    expect(store.isDoubtful("key 0")).toBe(true);
    expect(() => store.confirm("quest", "items")).toThrow(/what p\.js read may have changed/);
    store.close();
  });
});

function openAnswers(place: string): [kept: number, damaged: number] {
  const store = openAnswerStore(place);
  store.close();
  return [store.kept, store.damaged];
}
