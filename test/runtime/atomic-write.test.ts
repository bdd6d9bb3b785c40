import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "#base";
import { writeNewFile, writeReportFile, writeReportFiles } from "#local-io";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-output-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const victim = (): string => {
  const file = join(folder, "victim");
  writeFileSync(file, "untouched");
  return file;
};

describe("report files", () => {
  it.each(["../x", "a/b", ".", "..", ".hidden", "", "a\0b", "..%2fx/", "x".repeat(101), "a\\b", "a b", "ä"])(
    "refuses the name %j",
    (name) => {
      expect(() => writeReportFile(join(folder, "out"), name, "x")).toThrow(RangeError);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it("replaces a link at a file's name and leaves what it pointed to", () => {
    const target = victim();
    const out = join(folder, "out");
    mkdirSync(out);
    symlinkSync(target, join(out, "result.json"));
    symlinkSync(join(folder, "nowhere"), join(out, "index.html"));
    writeReportFiles(out, [
      { name: "result.json", content: "new" },
      { name: "index.html", content: "page" },
    ]);
    expect(readFileSync(target, "utf8")).toBe("untouched");
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
    expect(readFileSync(join(out, "result.json"), "utf8")).toBe("new");
    expect(readdirSync(out).sort()).toEqual(["index.html", "result.json"]);
  });

  it("writes into a folder that is a link: whoever names it chooses where it leads", () => {
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "real"), join(folder, "link"));
    writeReportFile(join(folder, "link"), "a.txt", "a");
    expect(readFileSync(join(folder, "real", "a.txt"), "utf8")).toBe("a");
  });

  it("names the fault when the folder is a file, or lies under one", () => {
    const file = victim();
    expect(() => writeReportFile(file, "a", "x")).toThrow(/expected a folder, received a file/);
    expect(() => writeReportFile(join(file, "deeper"), "a", "x")).toThrow(ConfigError);
    expect(readFileSync(file, "utf8")).toBe("untouched");
  });

  it("leaves a whole old report when a later file fails", () => {
    writeReportFiles(folder, [{ name: "a", content: "old" }]);
    mkdirSync(join(folder, "b"));
    const files = ["a", "b"].map((name) => ({ name, content: "new" }));
    expect(() => writeReportFiles(folder, files)).toThrow(/b \(output\): .*a folder has its name/);
    expect(readdirSync(folder)).toEqual(["a", "b"]);
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("old");
  });

  it("on a full disk says so and keeps the old report", (context) => {
    const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
    if (mount.status !== 0) return context.skip("no right to mount a small file system here");
    try {
      writeReportFiles(folder, [{ name: "a", content: "old" }]);
      const files = [
        { name: "a", content: "new" },
        { name: "b", content: new Uint8Array(1 << 20) },
      ];
      expect(() => writeReportFiles(folder, files)).toThrow(
        /b \(output\): cannot be written: the disk is full/,
      );
      expect(readdirSync(folder)).toEqual(["a"]);
      expect(readFileSync(join(folder, "a"), "utf8")).toBe("old");
    } finally {
      spawnSync("umount", [folder]);
    }
  });
});

describe("a new file", () => {
  it("is written once and never over another", () => {
    const file = join(folder, "start.json5");
    writeNewFile(file, "first");
    expect(() => writeNewFile(file, "second")).toThrow(/it exists already/);
    symlinkSync(join(folder, "nowhere"), join(folder, "link"));
    expect(() => writeNewFile(join(folder, "link"), "x")).toThrow(/it exists already/);
    expect(readFileSync(file, "utf8")).toBe("first");
    expect(readdirSync(folder).sort()).toEqual(["link", "start.json5"]);
  });

  it("names the fault when its folder does not exist", () => {
    expect(() => writeNewFile(join(folder, "none", "a"), "x")).toThrow(/its folder does not exist/);
  });
});
