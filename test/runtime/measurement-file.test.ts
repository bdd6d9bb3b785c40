import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { npyBytes } from "#base";
import { readConductances } from "#local-io";
import { readActivationFiles } from "../../src/runtime/activation-files.ts";
import { readCalibration } from "../../src/runtime/calibration-file.ts";
import { everyCase } from "../law.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-measured-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("a file of conductances", () => {
  it("is read in SI with mixed line ends, a byte-order mark and blank lines", () => {
    const path = file("mixed.csv", "\uFEFFa (uS),b (nS)\r\n1.5,20\n\n2e1,30\r\n");
    const { rows, columns, values, sha256 } = readConductances(path);
    expect([rows, columns, [...values]]).toEqual([2, 2, [1.5e-6, 20e-9, 20e-6, 30e-9]]);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    const npy = file("map.npy", npyBytes(values, [2, 2]));
    expect(readConductances(npy).values).toEqual(values);
  });

  it("is refused with its line, what was expected and what came", () => {
    const faults: readonly (readonly [content: string | Uint8Array, message: RegExp])[] = [
      ["G\n1\n", /:1 G: expected a column with its unit such as "G \(uS\)", received "G"/],
      ["G (mV)\n1\n", /:1 G \(mV\): expected a unit such as in "G \(uS\)", received "mV"/],
      ["1\n2\n", /:1 1: expected a header line with units/],
      ["a (uS),b (uS)\n1,2\n3\n", /:3 \(row\): expected 2 cells, as in the header, received 1/],
      ["G (uS)\n1\nNaN\n", /:3 G \(uS\): expected a finite number, received "NaN"/],
      ["G (uS)\n1\n-5\n", /:3 G \(uS\): expected a conductance of at least 0/],
      ["G (uS)\n", /:2 \(row\): expected at least one row/],
      ["", /:1 \(header\): expected a header such as "G \(uS\)", received an empty file/],
      [Uint8Array.of(71, 32, 40, 181, 83, 41, 10, 49), /expected UTF-8 text/],
      [`G (uS)\n${"1\n".repeat(2 ** 20 + 9000)}`, /expected at most 1048576 numbers, received about 10575/],
    ];
    everyCase(faults, 10, ([content, message]) => {
      expect(() => readConductances(file("fault.csv", content))).toThrow(message);
    });
  });
});

/** A zip archive with one deflated and two stored entries, as its format has them. */
function npz(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  Object.entries(arrays).forEach(([name, content], n) => {
    const packed = n === 0 ? deflateRawSync(content) : Buffer.from(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(n === 0 ? 8 : 0, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), packed);
    central.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(arrays).length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...central, end]);
}

describe("files of activations", () => {
  const own = Float64Array.from({ length: 12 }, (_, k) => k / 4);
  const array = npyBytes(own, [1, 3, 4]);

  it("are three .npy or one .npz, stored or deflated", () => {
    const archive = file("qkv.npz", npz({ "q.npy": array, "k.npy": array, "v.npy": array }));
    const three = ["q.npy", "k.npy", "v.npy"].map((name) => file(name, array));
    for (const files of [[archive], three]) {
      const { q, v } = readActivationFiles(files);
      expect([q.shape, q.values, v.values]).toEqual([[1, 3, 4], own, own]);
    }
  });

  it("are refused where an array is missing, an archive is cut, or they are something else", () => {
    const whole = npz({ "q.npy": array, "k.npy": array });
    expect(() => readActivationFiles([file("two.npz", whole)])).toThrow(/v: expected an array v/);
    expect(() => readActivationFiles([file("cut.npz", whole.slice(0, 100))])).toThrow(
      /without its directory/,
    );
    expect(() => readActivationFiles(["a.npy", "b.npy"])).toThrow(
      /expected q\.npy k\.npy v\.npy.*received 2 files/,
    );
  });
});

describe("a calibration's file", () => {
  it("is refused where it is none", () => {
    const read = (value: unknown) => {
      const path = file("c.json", JSON.stringify(value));
      return readCalibration(path, "c.json");
    };
    const energy = {
      classes: ["logic"],
      mean: [0.1],
      covariance: [[0.01]],
      determined: ["logic"],
      noise: 0.02,
    };
    const format = "crosshash-calibration/1";
    expect(read({ format, metrics: { energy } }).metrics.energy).toEqual(energy);
    expect(() => read({ metrics: { energy } })).toThrow(
      /c\.json format: expected "crosshash-calibration\/1"/,
    );
    expect(() => read({ format, metrics: {} })).toThrow(/metrics: expected one of energy, latency, area/);
    expect(() => read({ format, metrics: { energy: { ...energy, mean: [1, 2] } } })).toThrow(
      /metrics\.energy/,
    );
    expect(() => read({ format, metrics: { energy: { ...energy, classes: ["x"] } } })).toThrow(
      /metrics\.energy/,
    );
  });
});
