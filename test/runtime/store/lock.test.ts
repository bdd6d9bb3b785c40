import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockFolder, writerOf } from "#local-io";
import { writeManifest } from "../../../packages/study-runs/src/store/manifest.ts";
import { openStore } from "../../../packages/study-runs/src/store/study-store.ts";
import { manifestOf, newFolder, removeFolder } from "./stores.ts";

const LOCK = resolve(import.meta.dirname, "../../../dist/packages/local-io/src/lock.js");
let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => removeFolder(folder));

/** A process that locks the folder, says so, and holds it. */
const HOLD = `import(${JSON.stringify(LOCK)}).then(({ lockFolder }) => {
  try { lockFolder(process.argv[1]); console.log("mine"); setTimeout(() => {}, 60_000); }
  catch (error) { console.log(error.name); }
});`;

const holder = () => {
  const child = spawn(process.execPath, ["-e", HOLD, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const said = new Promise<string>((done) =>
    child.stdout.once("data", (text: Buffer) => done(text.toString().trim())),
  );
  const ended = new Promise((done) => child.once("exit", done));
  return { child, said, ended };
};

const fake = (change: Record<string, unknown>): void => {
  const { release } = lockFolder(folder);
  const [name] = readdirSync(folder).filter((file) => file.startsWith("lock-"));
  const own = JSON.parse(readFileSync(join(folder, name), "utf8"));
  release();
  writeFileSync(join(folder, name), JSON.stringify({ ...own, ...change }));
};

describe("the lock of a store", () => {
  it("lets one of many processes write at a time, and follows one that was killed", async () => {
    for (let round = 0; round < 3; round++) {
      const all = Array.from({ length: 4 }, holder);
      const said = await Promise.all(all.map((one) => one.said));
      expect(said.filter((word) => word === "mine")).toHaveLength(1);
      expect(said.filter((word) => word === "ConfigError")).toHaveLength(3);
      for (const { child } of all) child.kill("SIGKILL");
      await Promise.all(all.map((one) => one.ended));
    }
  });

  it("names the writer to the second one", () => {
    const store = openStore(folder, manifestOf());
    expect(() => openStore(folder, manifestOf())).toThrow(
      `expected no other writer, found process ${process.pid}`,
    );
    expect(writerOf(folder)).toEqual({ pid: process.pid, host: hostname() });
    store.close();
    expect(writerOf(folder)).toBe(null);
    openStore(folder, manifestOf()).close();
  });

  it.each([
    ["a process that has ended", { pid: spawnSync("true").pid }],
    ["a number that the system gave away again", { start: "1" }],
  ])("is recovered from %s", (_, change) => {
    fake(change);
    lockFolder(folder).release();
    expect(readdirSync(folder).filter((name) => name.startsWith("lock-"))).toHaveLength(1);
  });

  it("of a process on another machine stands: nothing can be known of it", () => {
    fake({ host: "elsewhere", pid: 1 });
    expect(() => lockFolder(folder)).toThrow("found process 1 on elsewhere");
  });

  it("of a process on another machine is passed over where the caller knows that it has ended", () => {
    fake({ host: "elsewhere", pid: 1 });
    lockFolder(folder, { takeOver: true }).release();
    const mine = lockFolder(folder);
    // What lives here is no left-over, whatever the caller says.
    expect(() => lockFolder(folder, { takeOver: true })).toThrow(`found process ${process.pid}`);
    mine.release();
  });

  it("whose content never reached the disk is stale", () => {
    writeFileSync(join(folder, "lock-3"), "");
    lockFolder(folder);
    expect(readdirSync(folder)).toEqual(["lock-4"]);
  });
});

describe("a store", () => {
  it("refuses another study and names the keys, and takes one that goes on", () => {
    const study = { space: { a: [1, 2] }, search: { kind: "random", points: 10 } };
    openStore(folder, manifestOf(study, 10)).close();
    const other = { space: { a: [1, 3] }, search: { kind: "sobol", points: 10 } };
    expect(() => openStore(folder, manifestOf(other, 10))).toThrow("other study.search.kind, study.space.a:");
    openStore(folder, manifestOf({ ...study, search: { kind: "random", points: 20 } }, 20)).close();
    expect(() => openStore(folder, manifestOf(study, 10))).toThrow("study.search.points");
  });

  it("refuses more points of a Latin hypercube: they are other points", () => {
    const study = (points: number) => ({ search: { kind: "latin-hypercube", points } });
    openStore(folder, manifestOf(study(10), 10)).close();
    expect(() => openStore(folder, manifestOf(study(20), 20))).toThrow("study.search.points");
  });

  it("refuses results without a manifest, and a manifest that was changed", () => {
    writeFileSync(join(folder, "results.jsonl"), "");
    expect(() => openStore(folder, manifestOf())).toThrow("expected the manifest of the results, found none");
    writeManifest(folder, { ...manifestOf(), hash: "0".repeat(64) });
    expect(() => openStore(folder, manifestOf())).toThrow("the file was changed");
    expect(writerOf(folder)).toBe(null);
  });
});
