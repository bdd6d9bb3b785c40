import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli } from "../cli/run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-question-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the architect's question", () => {
  it("is answered over the space that ships: tile, rounds, what is given up, what is active", async () => {
    const out = join(folder, "question");
    const { code, data } = await cli(
      ...["budget", "--set", "workload.heads=8", "--set", "workload.length=16384"],
      ...["--area", "6 mm2", "--power", "3 W", "--quality", "none", "--out", out],
      ...["--set", "fidelity.length=64", "--set", "fidelity.arrays=2", "--set", "fidelity.queries=16"],
      ...[
        "--set",
        'space={"workload.attention.rounds":[2,8],"design.digital.mac.units":[512,1024],"design.hashing.array.tileRows":[16]}',
      ],
      ...["--set", "design.hashing.array.wires=ideal", "--set", "design.digital.buffer.capacity=512 KiB"],
    );
    expect(code).toBe(0);
    expect(data).toMatch(
      /Within the budget the memristor design \(C\) (loses to|ties with|beats) all-digital LSH attention \(B\)/,
    );
    expect(data).toMatch(
      /Loss against exact attention: [\d.]+ % of the attention mass\. It captures .*random buckets/,
    );
    expect(data).toMatch(/measured on recall-lm at L = 64, heads of 64, 2 rounds; a proxy/);
    expect(data).toMatch(/Loss against an unlimited budget|Without any limit/);
    expect(data).toMatch(
      /average power \(active\)|area \(active\)|active only together|No constraint is active/,
    );
    expect(data).toMatch(/by workload\.attention\.rounds, whatever its quality/);
    expect(readFileSync(join(out, "trade.png")).subarray(1, 4).toString()).toBe("PNG");
  });
});
