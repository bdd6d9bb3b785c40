import { spawnSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  checkOutputFile,
  checkWritableFolder,
  makeFolder,
  writeNewFile,
  writeOutputFile,
  writeReportFile,
  writeReportFiles,
} from "#local-io";
import { answerFile, claimOf } from "../../src/runtime/report-manifest.ts";
import { cli } from "../cli/run.ts";

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-place-"));
  server = createServer();
  await new Promise<void>((done) => server.listen(join(folder, "socket"), done));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A name that is no plain file, in the folder of a test alone; null where this machine lets nobody make one. */
const others: Readonly<Record<string, () => string | null>> = {
  pipe: () => made("pipe", "mkfifo", join(folder, "pipe")),
  "link to a pipe": () => {
    const pipe = made("pipe", "mkfifo", join(folder, "pipe"));
    return pipe === null ? null : linked(pipe);
  },
  // The numbers of /dev/null: what is written into it is gone, and no other program uses this node.
  device: () => made("device", "mknod", join(folder, "device"), "c", "1", "3"),
  "link to a device": () => {
    const device = made("device", "mknod", join(folder, "device"), "c", "1", "3");
    return device === null ? null : linked(device);
  },
  socket: () => join(folder, "socket"),
  "link to standard output": () => linked("/dev/stdout"),
};

function made(name: string, program: string, ...args: string[]): string | null {
  return spawnSync(program, args).status === 0 ? join(folder, name) : null;
}

function linked(target: string): string {
  symlinkSync(target, join(folder, "link"));
  return join(folder, "link");
}

/** What is at a path, without following a link. */
const kindAt = (path: string): string => {
  const { mode, rdev } = lstatSync(path);
  return `${mode & 0o170000} ${rdev}`;
};

const REFUSED = /\(output\): (?:cannot be written|expected a folder)/;

describe.each(Object.entries(others))("a %s as an output", (_, make) => {
  it("is refused before the work and when it is written, and stays what it is", () => {
    const path = make();
    if (path === null) return;
    const before = kindAt(path);
    for (const attempt of [
      () => checkOutputFile(path),
      () => writeOutputFile(path, "x"),
      () => writeNewFile(path, "x"),
      () => checkWritableFolder(path),
      () => makeFolder(path),
      () => writeReportFiles(path, [{ name: "a", content: "x" }]),
      () => writeReportFiles(folder, [{ name: path.slice(folder.length + 1), content: "x" }]),
    ])
      expect(attempt).toThrow(/\(output\): /);
    expect(kindAt(path)).toBe(before);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it.each([
    ["config", "init", "--out"],
    ["explore", "--out"],
    ["import", "silicon", "none.csv", "--out"],
    ["study", "export", "none", "--csv", "--out"],
    ["study", "report", "none", "--out"],
    ["compare", "--out"],
    ["compare", "--save-activations"],
    ["lm", "--out"],
    ["study", "run", "configs/study-array-shape.json5", "--max-points", "1", "--out"],
  ])("of %s %s is refused", async (...words) => {
    const path = make();
    if (path === null) return;
    const before = kindAt(path);
    const { code, data, note } = await cli(...words, path);
    expect([code, data]).toEqual([2, ""]);
    // A page is a file whose name says so.
    if (words[0] !== "explore")
      expect(note).toMatch(words[1] === "init" || words[0] !== "none" ? /output|none/ : REFUSED);
    expect(kindAt(path)).toBe(before);
  });
});

describe("a place that takes nothing", () => {
  it.runIf(process.platform === "linux")("is said before the work, and does not hang", () => {
    // mkdir with `recursive` never ends there.
    expect(() => makeFolder("/proc/self/none/deeper")).toThrow(/takes no folders/);
    expect(() => checkWritableFolder("/proc/self/none")).toThrow(/takes no files/);
    expect(() => checkOutputFile("/proc/self/none.csv")).toThrow(/takes no files/);
  });

  it("is a folder below a file", () => {
    writeFileSync(join(folder, "file"), "");
    expect(() => checkWritableFolder(join(folder, "file", "deeper"))).toThrow(/no folder/);
    expect(() => makeFolder(join(folder, "file", "deeper"))).toThrow(/no folder/);
  });

  it("is standard output for all but one text", async () => {
    for (const words of [
      ["compare", "--out"],
      ["validate", "--claims", "--document"],
      ["study", "report", "none", "--out"],
    ]) {
      const { code, note } = await cli(...words, "-");
      expect([code, note]).toEqual([2, expect.stringContaining("the name of standard output")]);
    }
  });
});

describe("a dash", () => {
  it("prints the text of a file", async () => {
    const { code, data, note } = await cli("config", "init", "--out", "-");
    expect([code, note]).toEqual([0, ""]);
    expect(data).toContain("design");
    expect((await cli("explore", "--out", "-")).data).toMatch(/^<!doctype html>/i);
  });
});

describe("folders are made one after another", () => {
  it("with those above them, and again", () => {
    makeFolder(join(folder, "a", "b", "c"));
    makeFolder(join(folder, "a", "b", "c"));
    writeReportFile(join(folder, "a", "b", "c"), "x", "y");
    expect(readFileSync(join(folder, "a", "b", "c", "x"), "utf8")).toBe("y");
  });
});

describe("a folder is claimed for a question when it is written", () => {
  const answer = (question: string) => [
    { name: "result.json", content: question },
    answerFile({ question: question.repeat(64), command: question, version: "1" }),
  ];
  const write = (question: string, force = false) =>
    writeReportFiles(folder, answer(question), claimOf({ question: question.repeat(64), force }));

  it("another answer that came during the work is left as it is", () => {
    write("a");
    expect(() => write("b")).toThrow(/holds another answer/);
    expect(readFileSync(join(folder, "result.json"), "utf8")).toBe("a");
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("its own is written again, and --force replaces another one", () => {
    write("a");
    write("a");
    write("b", true);
    expect(readFileSync(join(folder, "result.json"), "utf8")).toBe("b");
  });

  it("a folder with an answer that says no question is another's", () => {
    mkdirSync(join(folder, "old"));
    writeFileSync(join(folder, "old", "result.json"), "{}");
    const claim = claimOf({ question: "a".repeat(64) });
    expect(() => writeReportFiles(join(folder, "old"), answer("a"), claim)).toThrow(/holds another answer/);
  });
});
