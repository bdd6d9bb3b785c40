import { describe, expect, it } from "vitest";
import { KeyTable } from "../../../src/commands/study/run/key-table.ts";

describe("a table of keys", () => {
  it("numbers 50 000 texts, neighbours and repetitions among them, as a map does", () => {
    const [table, map] = [new KeyTable(), new Map<string, number>()];
    let wrong = 0;
    for (let n = 0; n < 60_000; n++) {
      const text = `0,${n % 50_000},"${(n * 7) % 13} MiB"`;
      if (table.add(text) === map.has(text)) wrong++;
      if (!map.has(text)) map.set(text, map.size);
    }
    expect(wrong).toBe(0);
    expect(map.size).toBeGreaterThan(50_000);
    expect(table.size).toBe(map.size);
    const different = [...map].filter(([text, number]) => table.find(text) !== number);
    expect(different).toEqual([]);
    expect(table.find("0,50000")).toBeUndefined();
  });
});
