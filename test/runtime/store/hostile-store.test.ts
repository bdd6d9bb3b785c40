import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "#base";
import { lockFolder, StoreWriteError, writerOf } from "#local-io";
import {
  encodeRecord,
  type PointRecord,
  type PointStatus,
} from "../../../packages/search/src/point-outcome.ts";
import {
  readIdentity,
  readManifest,
  writeManifest,
} from "../../../packages/study-runs/src/store/manifest.ts";
import { mergeStores } from "../../../packages/study-runs/src/store/merge-stores.ts";
import { framed } from "../../../packages/study-runs/src/store/record-scan.ts";
import { orderedRecords } from "../../../packages/study-runs/src/store/study-rows.ts";
import { openStore, RESULTS, readRecords } from "../../../packages/study-runs/src/store/study-store.ts";
import {
  bytesOf,
  complete,
  contentOf,
  manifestOf,
  newFolder,
  recordOf,
  removeFolder,
  textsOf,
} from "./stores.ts";

const POINTS = 20;
let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => removeFolder(folder));

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError || error instanceof StoreWriteError) return error.message;
    throw error;
  }
  return "";
};

const kept = (): string[] => readdirSync(folder).filter((name) => name.includes("damaged"));

describe("a store that was damaged as a whole or at its end", () => {
  const half = (bytes: Buffer): number => bytes.indexOf(10, bytes.length / 2) + 1;
  const KINDS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
    CRLF: (bytes) => Buffer.from(bytes.toString().replaceAll("\n", "\r\n")),
    "UTF-16": (bytes) => Buffer.from(`\ufeff${bytes}`, "utf16le"),
    "no line ends": (bytes) => Buffer.from(bytes.toString().replaceAll("\n", " ")),
    "a second half of zeros": (bytes) => Buffer.from(bytes).fill(0, half(bytes)),
    "all zeros": (bytes) => Buffer.alloc(bytes.length),
    "eight bad last lines": (bytes) =>
      Buffer.concat([bytes.subarray(0, half(bytes)), Buffer.from("00000000 [0,9]\n".repeat(8))]),
    "a bad last line": (bytes) => Buffer.concat([bytes, Buffer.from("00000000 [0,9]\n")]),
    "another file": () => Buffer.from("alias ll='ls -l'"),
    "a long tail": (bytes) => Buffer.concat([bytes, Buffer.alloc(300_000, 120)]),
  };

  it("says and counts it, keeps a copy, and brings every record back", () => {
    let cases = 0;
    for (const [kind, damage] of Object.entries(KINDS)) {
      const own = newFolder();
      complete(own, POINTS);
      const whole = bytesOf(own);
      const bytes = damage(whole);
      writeFileSync(join(own, RESULTS), bytes);
      const scan = readRecords(own, manifestOf(), () => {});
      expect(scan.damaged, kind).toBeGreaterThan(0);
      expect(scan.isTailDamaged, kind).toBe(true);
      const store = openStore(own, manifestOf());
      expect(store.damaged, kind).toBe(scan.damaged);
      expect(store.movedTo, kind).toBe(join(own, "results.damaged-1"));
      store.close();
      const aside = readFileSync(join(own, "results.damaged-1"));
      expect(aside.equals(bytes.subarray(scan.goodBytes)), kind).toBe(true);
      complete(own, POINTS);
      expect(new Set(contentOf(own).values()), kind).toEqual(new Set(textsOf(0, POINTS)));
      removeFolder(own);
      cases++;
    }
    expect(cases).toBe(9);
  });

  it("takes one torn line at the end, of any length, for what a crash leaves", () => {
    complete(folder, POINTS);
    const whole = bytesOf(folder);
    const line = framed(textsOf(POINTS, POINTS + 1));
    for (let cut = 1; cut < line.length; cut++) {
      writeFileSync(join(folder, RESULTS), Buffer.concat([whole, line.subarray(0, cut)]));
      const store = openStore(folder, manifestOf());
      expect([store.damaged, store.movedTo]).toEqual([0, null]);
      store.close();
    }
    expect(bytesOf(folder).equals(whole)).toBe(true);
    expect(kept()).toEqual([]);
  });
});

describe("lines with a right checksum that are no records of the study", () => {
  const LINES = [
    "[]",
    "7",
    '{"a":1}',
    "",
    "[",
    "null",
    '[9,1,"ok",[0,0],[1,2,3]]',
    '[-1,1,"ok",[0,0],[1,2,3]]',
    '[0,-1,"ok",[0,0],[1,2,3]]',
    '[0,3000000000,"ok",[0,0],[1,2,3]]',
    '[0,100000,"ok",[0,0],[1,2,3]]',
    `[0,${"9".repeat(400)},"ok",[0,0],[1,2,3]]`,
    '[0,1e3,"ok",[0,0],[1,2,3]]',
    '[0,01,"ok",[0,0],[1,2,3]]',
    '[0,1.5,"ok",[0,0],[1,2,3]]',
    '[0,1,"fine",[0,0],[1,2,3]]',
    '[0,1,"ok",[0],[1,2,3]]',
    '[0,1,"ok",[0,0,0],[1,2,3]]',
    '[0,1,"ok",[0,0],[1,2]]',
    '[0,1,"ok",[0,0],[1,2,null]]',
    '[0,1,"ok",[0,0],[1,2,"x"]]',
    '[0,1,"ok",[0,0],"why"]',
    '[0,1,"failed",[0,0],[1,2,3]]',
    '[0,1,"failed",[0,0],"a\\q"]',
    '[0,1,"failed",[0,0],"a\\u12"]',
    '[0,1,"failed",[0,0],"a]',
    '[0,1,"ok",[0,0],[1,2,3]]]',
    '[0,1,"ok",[0,0],[1,2,3]],',
    '[0,1,"ok",[0,0],[1,.5,3]]',
    '[0,1,"ok",[0,0],[1,2e,3]]',
    '[0,1,"ok",[[0],0],[1,2,3]]',
    '[0,1,"ok",{"0":0},[1,2,3]]',
    "[[[[[[[[",
  ];

  it("count as damage everywhere, and cost neither time nor memory", () => {
    complete(folder, POINTS);
    const whole = bytesOf(folder);
    for (const line of LINES) {
      writeFileSync(join(folder, RESULTS), Buffer.concat([framed([line]), whole]));
      const { scan, rows } = orderedRecords(folder, manifestOf());
      expect([line, scan.damaged, scan.records]).toEqual([line, 1, POINTS]);
      expect([...rows()].map(({ index }) => index)).toEqual(Array.from({ length: POINTS }, (_, n) => n));
      let seen = 0;
      readRecords(folder, manifestOf(), () => seen++);
      expect(seen).toBe(POINTS);
    }
    expect(LINES).toHaveLength(33);
  });

  it("are told from records of every kind of number and text", () => {
    const records: PointRecord[] = [
      ...Array.from({ length: 200 }, (_, index) => recordOf(index)),
      { level: 0, index: 200, status: "ok", codes: [-1.5e-7, 3], metrics: [-1e300, 5e-324, -0], reason: "" },
      {
        level: 0,
        index: 201,
        status: "unknown",
        codes: [1, Number.NaN],
        metrics: null,
        reason: '"\\\n\u2028é\u0001',
      },
    ];
    const store = openStore(folder, manifestOf());
    store.append(framed(records.map(encodeRecord)), records.length);
    store.close();
    const found: string[] = [];
    expect(readRecords(folder, manifestOf(), (record) => found.push(encodeRecord(record))).damaged).toBe(0);
    expect(found).toEqual(records.map(encodeRecord));
  });
});

describe("a manifest", () => {
  it("with any flipped bit is an error with words", () => {
    writeManifest(folder, manifestOf());
    const file = join(folder, "manifest.json");
    const whole = readFileSync(file);
    const words = new Set<string>();
    let cases = 0;
    for (let bit = 0; bit < 8 * whole.length; bit += 5) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3] ^= 1 << (bit & 7);
      writeFileSync(file, bytes);
      const message = messageOf(() => readManifest(folder));
      expect(message, `bit ${bit}`).toContain("manifest.json");
      words.add(message.replace(/^.*?: /, ""));
      cases++;
    }
    expect(cases).toBe(Math.ceil((8 * whole.length) / 5));
    expect([...words].some((text) => text.includes("the file was changed"))).toBe(true);
  });

  it("whose parts are of other kinds is one as well, whoever made its checksum", () => {
    const changes: Readonly<Record<string, unknown>>[] = [
      { axes: 5 },
      { axes: [5] },
      { levels: [] },
      { levels: [{ level: "price", metrics: {} }] },
      { levels: "x" },
      { objectives: [{ metric: "x", sense: "up", reference: null }] },
      { points: -1 },
      { points: 1.5 },
      { points: "many" },
      { shard: "1 of 2" },
      { writers: null },
      { node: 20 },
      { identity: null },
      { more: 1 },
      { schemaVersion: 3 },
    ];
    for (const change of changes) {
      writeManifest(folder, { ...manifestOf(), ...change } as ReturnType<typeof manifestOf>);
      expect(
        messageOf(() => readManifest(folder)),
        JSON.stringify(change),
      ).toMatch(/expected .*manifest|identity/);
    }
    expect(changes).toHaveLength(15);
    writeFileSync(join(folder, "manifest.json"), `{"schemaVersion":2,"source":${"[".repeat(50_000)}`);
    expect(messageOf(() => readManifest(folder))).toContain("at most 80 levels of nesting");
  });

  it("of version 1 says what to do, and a study goes on with its store", () => {
    complete(folder, 5);
    const { writers: _, ...old } = manifestOf();
    writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...old, schemaVersion: 1 }, null, 2));
    expect(messageOf(() => readManifest(folder))).toContain("sweep STUDY --out this folder");
    expect(readIdentity(folder).hash).toBe(manifestOf().hash);
    expect(contentOf(folder).size).toBe(5);
    expect(readManifest(folder).writers.map(({ code }) => code)).toEqual(["unknown"]);
    complete(folder, 6);
    expect(readManifest(folder).writers.map(({ code }) => code)).toEqual(["unknown", "0"]);
  });
});

describe("files of a store that are links, pipes, devices or folders", () => {
  it("are refused with their name, and what a link leads to stays as it was", () => {
    const victim = join(folder, "victim");
    const kinds: Readonly<Record<string, (file: string) => void>> = {
      link: (file) => symlinkSync(victim, file),
      "dangling link": (file) => symlinkSync(join(folder, "nowhere"), file),
      "link to a device": (file) => symlinkSync("/dev/zero", file),
      pipe: (file) => spawnSync("mkfifo", [file]),
      folder: (file) => mkdirSync(file),
    };
    let cases = 0;
    for (const name of [RESULTS, "manifest.json", "lock-7"])
      for (const [kind, make] of Object.entries(kinds)) {
        const own = join(folder, `own-${cases++}`);
        complete(own, 3);
        for (const found of readdirSync(own))
          if (found === name || found.startsWith("lock-")) rmSync(join(own, found));
        writeFileSync(victim, "mine\n");
        make(join(own, name));
        const message = messageOf(() => {
          openStore(own, manifestOf()).close();
        });
        expect(message, `${name} as a ${kind}`).toContain(join(own, name));
        expect(readFileSync(victim, "utf8")).toBe("mine\n");
        expect(readdirSync(folder)).not.toContain("nowhere");
      }
    expect(cases).toBe(15);
  });
});

describe("a lock", () => {
  const held = (change: Record<string, unknown>): void => {
    const lock = lockFolder(folder);
    const [name] = readdirSync(folder).filter((file) => file.startsWith("lock-"));
    const own = JSON.parse(readFileSync(join(folder, name), "utf8"));
    lock.release();
    writeFileSync(join(folder, name), JSON.stringify({ ...own, ...change }));
  };

  it("of another container or another machine of this name is no left-over unless the caller knows", () => {
    const changes = [
      { space: "pid:[1]", pid: 999_999 },
      { boot: "00000000-0000-0000-0000-000000000000", pid: 999_999 },
      { host: "elsewhere", pid: 999_999 },
    ];
    for (const change of changes) {
      held(change);
      expect(messageOf(() => lockFolder(folder))).toContain("found process 999999");
      expect(messageOf(() => lockFolder(folder))).toContain("--take-over");
      lockFolder(folder, { takeOver: true }).release();
    }
    expect(writerOf(folder)).toBe(null);
  });

  it("that says nothing, or has a number beyond all, is refused with words", () => {
    const cases: [string, string, boolean][] = [
      ["lock-4", "{}", true],
      ["lock-4", "[]", true],
      ["lock-4", "null", true],
      ["lock-4", "x", true],
      ["lock-4", '{"pid":-1,"host":"a","boot":"b","start":"c"}', true],
      ["lock-9007199254740992", "", false],
      ["lock-999999999999999999999999", "", false],
      ["lock-007", "", false],
    ];
    for (const [name, text, isPassable] of cases) {
      const own = newFolder();
      writeFileSync(join(own, name), text);
      expect(
        messageOf(() => lockFolder(own)),
        name + text,
      ).toContain(join(own, name));
      if (isPassable) lockFolder(own, { takeOver: true }).release();
      removeFolder(own);
    }
    expect(cases).toHaveLength(8);
  });

  it("that another process took stops the writer before its next group", () => {
    const store = openStore(folder, manifestOf());
    store.append(framed(textsOf(0, 3)), 3);
    store.flush();
    const before = bytesOf(folder);
    for (const name of readdirSync(folder)) if (name.startsWith("lock-")) rmSync(join(folder, name));
    const rival = openStore(folder, manifestOf());
    store.append(framed(textsOf(3, 4)), 1);
    expect(messageOf(() => store.flush())).toContain("has lost its lock of the folder to process");
    expect(messageOf(() => store.append(framed(textsOf(4, 5)), 1))).toContain("has lost its lock");
    store.close();
    expect(bytesOf(folder).equals(before)).toBe(true);
    // The rival's lock was not given back by the one who lost.
    expect(writerOf(folder)?.pid).toBe(process.pid);
    rival.close();
  });
});

describe("points that failed or took too long", () => {
  const recordAs = (status: PointStatus, index: number): PointRecord => ({
    level: 0,
    index,
    status,
    codes: [0, 0],
    metrics: status === "ok" ? [index, 1, 2] : null,
    reason: status === "ok" ? "" : status,
  });
  const put = (own: string, ...records: PointRecord[]): void => {
    const store = openStore(own, manifestOf());
    for (const record of records) store.append(framed([encodeRecord(record)]), 1);
    store.close();
  };
  const statuses = (own: string): string[] =>
    [...orderedRecords(own, manifestOf()).rows()].map(({ status }) => status);

  it("are asked for again, and have their later record", () => {
    put(folder, recordAs("failed", 0), recordAs("timeout", 1), recordAs("infeasible", 2), recordAs("ok", 3));
    for (const [retry, missing] of [
      [["failed"], [0]],
      [["timeout"], [1]],
      [
        ["failed", "timeout"],
        [0, 1],
      ],
    ] as const) {
      const store = openStore(folder, manifestOf(), { retry });
      expect([0, 1, 2, 3].filter((index) => !store.done[0].has(index))).toEqual(missing);
      expect(store.retried).toBe(missing.length);
      store.close();
    }
    put(folder, recordAs("ok", 1), recordAs("failed", 3), recordAs("timeout", 0));
    expect(statuses(folder)).toEqual(["timeout", "ok", "infeasible", "ok"]);
    const seen: [number, string | null][] = [];
    openStore(folder, manifestOf(), { onRecord: ({ index }, before) => seen.push([index, before]) }).close();
    expect(seen.slice(4)).toEqual([
      [1, "timeout"],
      [0, "failed"],
    ]);
  });

  it("give way to a result of another store when they are merged, in either order", () => {
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    put(a, recordAs("timeout", 0), recordAs("ok", 1));
    put(b, recordAs("ok", 0), recordAs("failed", 1));
    mergeStores([a, b], join(folder, "ab"));
    mergeStores([b, a], join(folder, "ba"));
    expect(statuses(join(folder, "ab"))).toEqual(["ok", "ok"]);
    expect(statuses(join(folder, "ba"))).toEqual(["ok", "ok"]);
  });

  it("are no excuse for two different results, and the error names what wrote them", () => {
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    put(a, recordAs("ok", 0));
    const manifest = { ...manifestOf(), writers: [{ crosshash: "0", code: "1", node: "v24.1.0" }] };
    const store = openStore(b, manifest);
    store.append(framed([encodeRecord({ ...recordAs("ok", 0), metrics: [1, 1, 3] })]), 1);
    store.close();
    const message = messageOf(() => mergeStores([a, b], join(folder, "out")));
    expect(message).toContain("received a different one");
    expect(message).toContain("Node v0, v24.1.0");
  });
});
