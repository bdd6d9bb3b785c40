import { spawnSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRng } from "#base";
import { nodeFiles, StoreWriteError } from "#local-io";
import { framed, isIntact } from "../../packages/study-runs/src/store/record-scan.ts";
import { openStore, RESULTS } from "../../packages/study-runs/src/store/study-store.ts";
import {
  bytesOf,
  complete,
  contentOf,
  manifestOf,
  newFolder,
  removeFolder,
  textsOf,
} from "../runtime/store/stores.ts";

const POINTS = 50;
let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => removeFolder(folder));

const expected = new Map(textsOf(0, POINTS).map((text, index) => [index, text]));

/** What is read back in this process needs no sync, and thousands of them take minutes. */
const unsynced = { ...nodeFiles, sync: () => {} };

describe("a file cut at any byte", () => {
  it("keeps every whole record, and a resume brings back the same bytes", () => {
    complete(folder, POINTS);
    const whole = bytesOf(folder);
    expect(whole.length).toBeGreaterThan(2500);
    for (let cut = 0; cut <= whole.length; cut++) {
      writeFileSync(join(folder, RESULTS), whole.subarray(0, cut));
      const lines = whole.subarray(0, cut).filter((byte) => byte === 10).length;
      const added = complete(folder, POINTS, { files: unsynced });
      expect(added, `cut at ${cut}`).toBe(POINTS - lines);
      expect(bytesOf(folder).equals(whole), `cut at ${cut}`).toBe(true);
    }
  });
});

describe("a tail of garbage", () => {
  it("is gone once the store is open, so that nothing of it can stand behind later records", () => {
    complete(folder, 3);
    const whole = bytesOf(folder);
    for (const tail of ["x", "x\n", "00000000 [0,9]\nmore\n".repeat(500), "\0".repeat(200_000)]) {
      writeFileSync(join(folder, RESULTS), Buffer.concat([whole, Buffer.from(tail)]));
      const store = openStore(folder, manifestOf());
      expect(bytesOf(folder).equals(whole)).toBe(true);
      expect(store.done[0].size).toBe(3);
      store.close();
    }
  });
});

describe("flipped bits", () => {
  it("are never taken for a result: the point is reported and evaluated again", () => {
    complete(folder, POINTS);
    const whole = bytesOf(folder);
    const rng = createRng("bits");
    for (let n = 0; n < 1000; n++) {
      const bit = rng.integer(8 * whole.length);
      const bytes = Buffer.from(whole);
      bytes[bit >> 3] ^= 1 << (bit & 7);
      writeFileSync(join(folder, RESULTS), bytes);
      const found = contentOf(folder);
      for (const [index, text] of found) expect(text, `bit ${bit}`).toBe(expected.get(index));
      expect(found.size, `bit ${bit}`).toBeLessThan(POINTS);
      expect(found.size).toBeGreaterThanOrEqual(POINTS - 2);
      complete(folder, POINTS, { files: unsynced });
      expect(contentOf(folder)).toEqual(expected);
    }
  });

  it("name the damaged line", () => {
    complete(folder, POINTS);
    const bytes = bytesOf(folder);
    const third = bytes.indexOf(10, bytes.indexOf(10) + 1) + 1;
    bytes[third + 12] ^= 1;
    writeFileSync(join(folder, RESULTS), bytes);
    const store = openStore(folder, manifestOf());
    expect(store.corrupt.map(({ line }) => line)).toEqual([3]);
    expect(store.done[0].has(2)).toBe(false);
    store.close();
  });

  it("are a fault in another spelling of the same checksum, too", () => {
    const line = framed(['[0,10,"failed",[],"abcdef"]']);
    expect(isIntact(line, 0, line.length - 1)).toBe(true);
    const capital = Buffer.from(line);
    const letter = capital.findIndex((byte) => byte >= 97 && byte <= 102);
    expect(letter).toBeLessThan(8);
    capital[letter] ^= 32;
    expect(isIntact(capital, 0, line.length - 1)).toBe(false);
  });
});

describe("writes", () => {
  it("that are short go on where they stopped", () => {
    const files = {
      ...nodeFiles,
      write: (fd: number, bytes: Uint8Array, from: number, length: number, at: number) =>
        nodeFiles.write(fd, bytes, from, Math.min(length, 1 + (at % 7)), at),
    };
    complete(folder, POINTS, { files });
    expect(contentOf(folder)).toEqual(expected);
  });

  it("that fail after any number of bytes leave what was acknowledged, and nothing else", () => {
    const total = framed(textsOf(0, POINTS)).length;
    for (let most = 0; most < total; most += 53) {
      const own = newFolder();
      const store = openStore(own, manifestOf(), { files: failingAfter(most) });
      let failure: unknown = null;
      try {
        for (let from = 0; from < POINTS; from += 5) {
          store.append(framed(textsOf(from, from + 5)), 5);
          store.flush();
        }
      } catch (error) {
        failure = error;
      }
      expect(failure).toBeInstanceOf(StoreWriteError);
      expect(String(failure)).toMatch(
        /no space left for \d+ bytes; the \d+ bytes of acknowledged records are safe/,
      );
      // Nothing is taken after a failure: what comes later would stand behind a hole.
      expect(() => store.append(framed(textsOf(0, 1)), 1)).toThrow(StoreWriteError);
      const { acknowledged } = store;
      store.close();
      expect(contentOf(own).size).toBe(acknowledged);
      complete(own, POINTS);
      expect(contentOf(own)).toEqual(expected);
      removeFolder(own);
    }
  });

  it("are acknowledged after a sync, never before", () => {
    const events: string[] = [];
    const files = {
      write: (...args: Parameters<typeof nodeFiles.write>) => {
        events.push("write");
        return nodeFiles.write(...args);
      },
      sync: (fd: number) => {
        events.push("sync");
        nodeFiles.sync(fd);
      },
      truncate: nodeFiles.truncate,
      syncFolder: nodeFiles.syncFolder,
    };
    const store = openStore(folder, manifestOf(), {
      files,
      onAcknowledge: (n) => events.push(`acknowledge ${n}`),
    });
    for (let index = 0; index < 300; index++) store.append(framed(textsOf(index, index + 1)), 1);
    store.close();
    expect(events).toEqual(["write", "sync", "acknowledge 256", "write", "sync", "acknowledge 44"]);
  });

  it("are acknowledged within a tenth of a second where few records come", async () => {
    let acknowledged = 0;
    const store = openStore(folder, manifestOf(), { onAcknowledge: (n) => (acknowledged += n) });
    store.append(framed(textsOf(0, 1)), 1);
    expect(acknowledged).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(acknowledged).toBe(1);
    store.close();
  });

  it("stop clearly on a full disk, and go on when there is room", (context) => {
    const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
    if (mount.status !== 0) return context.skip("no right to mount a small file system here");
    try {
      const ballast = join(folder, "ballast");
      const store = join(folder, "store");
      writeFileSync(ballast, Buffer.alloc(700_000));
      expect(() => complete(store, 20_000)).toThrow(/no space left for/);
      const before = contentOf(store);
      expect(before.size).toBeGreaterThan(500);
      expect(statSync(join(store, RESULTS)).size).toBeGreaterThan(0);
      spawnSync("mount", ["-o", "remount,size=8m", folder]);
      complete(store, 20_000);
      const after = contentOf(store);
      expect(after.size).toBe(20_000);
      for (const [index, text] of before) expect(after.get(index)).toBe(text);
    } finally {
      spawnSync("umount", [folder]);
    }
  });
});

/** A disk with room for so many more bytes. */
function failingAfter(most: number): typeof nodeFiles {
  let left = most;
  return {
    ...nodeFiles,
    write(fd, bytes, from, length, at) {
      if (left === 0) throw Object.assign(new Error("full"), { code: "ENOSPC" });
      const written = nodeFiles.write(fd, bytes, from, Math.min(length, left), at);
      left -= written;
      return written;
    },
  };
}
