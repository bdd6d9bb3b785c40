import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { STORE_QUALITY } from "../../../src/comparison/indexer/index-quality.ts";
import { indexTraffic, KEY_BYTES } from "../../../src/comparison/indexer/index-traffic.ts";
import { INDEXERS } from "../../../src/design/indexer.ts";

const FP8 = KEY_BYTES.fp8(128);

describe("reads of a decode step", () => {
  it("of DeepSeek-V3.2: the index takes .76, .93 and .99 at 32k, 128k and 1M, within .02", () => {
    const share = (length: number) => indexTraffic(INDEXERS["deepseek-v3.2"], length, FP8).share;
    expect(Math.abs(share(32_768) - 0.76)).toBeLessThan(0.02);
    expect(Math.abs(share(131_072) - 0.93)).toBeLessThan(0.02);
    expect(Math.abs(share(1_048_576) - 0.99)).toBeLessThan(0.02);
  });

  it("of DeepSeek-V4-Flash: .65 and .81 at 32k and 128k, as a serving engine states, within .02", () => {
    const share = (length: number) => indexTraffic(INDEXERS["deepseek-v4-flash"], length, FP8).share;
    expect(Math.abs(share(32_768) - 0.65)).toBeLessThan(0.02);
    expect(Math.abs(share(131_072) - 0.81)).toBeLessThan(0.02);
  });

  it("by hand, of one layer of each kind of DeepSeek-V4-Flash", () => {
    // 8 192 keys of 132 bytes; 512 and 128 positions of 584; 2 windows; 20 layers with a window and 256 positions.
    const scan = 21 * 8192 * 132;
    const fetch = 21 * 512 * 584;
    const others = (21 * 128 + 2 * 128 + 20 * (128 + 256)) * 584;
    expect(indexTraffic(INDEXERS["deepseek-v4-flash"], 32_768, FP8)).toEqual({
      scan,
      fetch,
      others,
      share: scan / (scan + fetch + others),
    });
  });

  it("of a key: 132 bytes in FP8 and 68 in MXFP4, for 128 elements", () => {
    expect([KEY_BYTES.fp8(128), KEY_BYTES.fp4(128)]).toEqual([132, 68]);
  });
});

describe("the quality of stores", () => {
  const file = join(import.meta.dirname, "../../../evidence/indexer/overlap.jsonl");
  const rows = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const meanOf = (wanted: Record<string, unknown>): number => {
    const found = rows.filter((one) => Object.entries(wanted).every(([key, value]) => one[key] === value));
    expect(found.length, JSON.stringify(wanted)).toBe(1);
    return found[0].mean as number;
  };
  const PLACES = 3;

  it("is what the distilled indexes gave", () => {
    const names = {
      fp8: "FP8 keys and queries",
      mxfp4: "MXFP4 keys and queries",
      int4: "int4 keys and queries",
    } as const;
    for (const [store, name] of Object.entries(names)) {
      const own = STORE_QUALITY[store as keyof typeof names];
      expect(own.sparse).toBeCloseTo(meanOf({ store: name, tokens: 8192, k: 128 }), PLACES);
      expect(own.dense).toBeCloseTo(meanOf({ store: name, tokens: 8192, k: 2048 }), PLACES);
    }
    const cells = {
      store: "analog",
      keyBits: 4,
      writing: 0.01,
      converterBits: 6,
      drift: undefined,
      tokens: 8192,
    };
    expect(STORE_QUALITY.analog.sparse).toBeCloseTo(meanOf({ ...cells, k: 128 }), PLACES);
    expect(STORE_QUALITY.analog.dense).toBeCloseTo(meanOf({ ...cells, k: 2048 }), PLACES);
    const signs = { store: "signs", signs: 256, matchLine: 0, tokens: 8192, k: 128, factor: 4 };
    expect(STORE_QUALITY["untuned signs"].sparse).toBeCloseTo(meanOf({ ...signs, searches: 8 }), PLACES);
    expect(STORE_QUALITY["CAM of signs"].sparse).toBeCloseTo(meanOf({ ...signs, searches: 1 }), PLACES);
  });

  it("loses no more perplexity than the upper end of what was measured", () => {
    const measured = readFileSync(
      join(import.meta.dirname, "../../../evidence/indexer/quality.jsonl"),
      "utf8",
    )
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const upper = (name: string): number =>
      measured.find((one) => one.task === "perplexity" && one.name === name && one.k === 512)[
        "over exact index"
      ].high / 100;
    expect(STORE_QUALITY.fp8.loss).toBeCloseTo(upper("FP8"), 4);
    expect(STORE_QUALITY.mxfp4.loss).toBeCloseTo(upper("MXFP4"), 4);
    expect(STORE_QUALITY.int4.loss).toBeCloseTo(upper("int4"), 4);
    expect(STORE_QUALITY.analog.loss).toBeCloseTo(upper("analog, 4 bits, writing 1 %, converter 6 bits"), 4);
  });
});
