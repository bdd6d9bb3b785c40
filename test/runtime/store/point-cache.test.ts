import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createRng } from "#base";
import { openPointCache, usualCache } from "../../../packages/study-runs/src/store/point-cache.ts";
import { framed } from "../../../packages/study-runs/src/store/record-scan.ts";

const root = mkdtempSync(join(tmpdir(), "crosshash-cache-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const fileIn = (folder: string): string => join(folder, readdirSync(folder)[0]);

function kept(folder: string, count: number): void {
  const cache = openPointCache(folder, "setting");
  for (let n = 0; n < count; n++) cache.keep(`point ${n}`, [n, -0, 1e308]);
  expect(cache.close()).toEqual([]);
}

describe("points that studies share", () => {
  it("are found again to the last bit, in their setting alone", () => {
    const folder = join(root, "plain");
    kept(folder, 3);
    const again = openPointCache(folder, "setting");
    expect(again.find("point 2")).toEqual([2, -0, 1e308]);
    expect(again.find("point 3")).toBeNull();
    again.keep("point 2", [7]);
    expect(again.close()).toEqual([]);
    const other = openPointCache(folder, "another setting");
    expect(other.find("point 2")).toBeNull();
    expect(other.close()).toEqual([]);
  });

  it("are left out where a line is damaged, with one note, and a torn end costs no line after it", () => {
    const folder = join(root, "damaged");
    kept(folder, 3);
    const file = fileIn(folder);
    const bytes = readFileSync(file);
    bytes[60] ^= 1;
    writeFileSync(file, bytes);
    appendFileSync(file, "0123abcd torn");
    const cache = openPointCache(folder, "setting");
    expect([0, 1, 2].map((n) => cache.find(`point ${n}`)?.[0] ?? null)).toEqual([null, 1, 2]);
    cache.keep("point 0", [5]);
    expect(cache.close()).toEqual([`${file}: 2 damaged lines are left out`]);
    const again = openPointCache(folder, "setting");
    expect(again.find("point 0")).toEqual([5]);
    again.close();
  });

  it("are what was kept or said to be missing, after 200 random edits of their file", () => {
    const folder = join(root, "edited");
    kept(folder, 20);
    const file = fileIn(folder);
    const whole = readFileSync(file);
    const rng = createRng("edits of a cache");
    for (let n = 0; n < 200; n++) {
      const at = rng.integer(whole.length);
      const length = 1 + rng.integer(40);
      const [before, own, after] = [
        whole.subarray(0, at),
        whole.subarray(at, at + length),
        whole.subarray(at + length),
      ];
      const edits = [
        () => [before, own.map((byte) => byte ^ (1 << rng.integer(8))), after],
        () => [before, after],
        () => [before, Buffer.from("1e-3 [5]\n{}"), own, after],
        () => [before, own, own, after],
        () => [before, Buffer.alloc(length), after],
        () => [before],
        () => [Buffer.from(whole.toString("latin1").replaceAll("\n", "\r\n"), "latin1")],
      ];
      writeFileSync(file, Buffer.concat(edits[n % edits.length]()));
      const cache = openPointCache(folder, "setting");
      const found = Array.from({ length: 20 }, (_, point) => cache.find(`point ${point}`));
      const lost = found.filter((metrics, point) => {
        if (metrics !== null) expect(metrics).toEqual([point, -0, 1e308]);
        return metrics === null;
      }).length;
      const said = cache.close();
      // A cut between two lines leaves a shorter file, as if less had been kept.
      const isWhole = readFileSync(file).at(-1) === 10 && n % edits.length === 5;
      if (lost > 0 && !isWhole) expect(said.join(), `edit ${n}`).toContain("left out");
    }
  });

  it("are no infinite ones, whatever checksum they have: an evaluation that gives one has failed", () => {
    const folder = join(root, "infinite");
    kept(folder, 2);
    const file = fileIn(folder);
    const lines = readFileSync(file, "utf8").split("\n");
    const planted = lines[1].slice(9).replace("1e+308", '"Infinity"');
    expect(planted).toContain("Infinity");
    writeFileSync(file, Buffer.concat([Buffer.from(`${lines[0]}\n`), framed([planted])]));
    const cache = openPointCache(folder, "setting");
    expect([0, 1].map((n) => cache.find(`point ${n}`)?.[0] ?? null)).toEqual([0, null]);
    cache.keep("point 3", [Number.POSITIVE_INFINITY]);
    expect(cache.close()).toEqual([`${file}: 1 lines hold no numbers of a point and are left out`]);
    const again = openPointCache(folder, "setting");
    expect(again.find("point 3")).toBeNull();
    again.close();
  });

  it("are written whole by two programs at once", async () => {
    const folder = join(root, "two");
    const script = `
      const { openPointCache } = await import(process.argv[1]);
      const cache = openPointCache(process.argv[2], "setting");
      const who = Number(process.argv[3]);
      for (let n = 0; n < 5000; n++) cache.keep("point " + (2 * n + who), [n, Math.PI * n, who]);
      process.exit(cache.close().length);`;
    const module = join(process.cwd(), "dist/packages/study-runs/src/store/point-cache.js");
    const codes = await Promise.all(
      ["0", "1"].map(
        (who) =>
          new Promise((resolve) =>
            spawn(process.execPath, ["--input-type=module", "-e", script, module, folder, who]).on(
              "exit",
              resolve,
            ),
          ),
      ),
    );
    expect(codes).toEqual([0, 0]);
    const cache = openPointCache(folder, "setting");
    for (let n = 0; n < 10_000; n += 97)
      expect(cache.find(`point ${n}`)).toEqual([n >> 1, Math.PI * (n >> 1), n % 2]);
    expect(cache.close()).toEqual([]);
    expect(readFileSync(fileIn(folder), "latin1").trimEnd().split("\n")).toHaveLength(10_000);
  }, 30_000);

  it("take no more than 256 MiB: the files that were used longest ago go first", () => {
    const folder = join(root, "full");
    mkdirSync(folder);
    const names = [0, 1, 2].map((n) => join(folder, `${String(n).repeat(32)}.points`));
    for (const [n, file] of names.entries()) {
      writeFileSync(file, "");
      truncateSync(file, 90 * 2 ** 20);
      utimesSync(file, 1e9 + n, 1e9 + n);
    }
    writeFileSync(join(folder, "somebody-elses.txt"), "stays");
    kept(folder, 1);
    expect(names.map((file) => existsSync(file))).toEqual([false, true, true]);
    expect(existsSync(join(folder, "somebody-elses.txt"))).toBe(true);
  });

  it("are done without where there is no place for them", () => {
    const taken = join(root, "taken");
    writeFileSync(taken, "a file");
    const cache = openPointCache(join(taken, "below"), "setting");
    cache.keep("point", [1]);
    expect(cache.find("point")).toBeNull();
    const notes = cache.close();
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(
      "the points of other studies are not used further: a part of its path is no folder",
    );
  });

  it("are where the system has its caches, unless said otherwise", () => {
    expect(usualCache("crosshash", { XDG_CACHE_HOME: "/var/c", HOME: "/h" })).toBe(
      join("/var/c", "crosshash"),
    );
    expect(usualCache("crosshash", { XDG_CACHE_HOME: "relative", HOME: "/h" })).toBe(
      join("/h", ".cache", "crosshash"),
    );
    expect(usualCache("crosshash", { CROSSHASH_CACHE: "here", HOME: "/h" })).toBe("here");
    expect([
      usualCache("crosshash", { CROSSHASH_CACHE: "off" }),
      usualCache("crosshash", { CROSSHASH_CACHE: "" }),
    ]).toEqual([null, null]);
  });
});
