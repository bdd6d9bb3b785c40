import { describe, expect, it } from "vitest";
import { type RegionPoint, regionsBoundary } from "../../../evidence/map/regions.ts";
import { columnsSay, jsonSays, says, sentencesOf, tablesOf } from "../../report/printed.ts";
import { boundaryReport } from "./boundary-report.ts";
import { cheaper, regions, swept } from "./some-regions.ts";

const COLUMNS = {
  node: ({ node }: RegionPoint) => node * 1e-9,
  conductance: ({ conductance }: RegionPoint) => conductance,
  read: ({ readTime }: RegionPoint) => readTime,
  "C/B hash": ({ hash, digitalHash }: RegionPoint) => Number(hash) / Number(digitalHash),
  "C/B": ({ energy }: RegionPoint) => energy,
  latency: ({ latency }: RegionPoint) => latency,
};

describe("regions", () => {
  const answer = boundaryReport(regionsBoundary, regions);
  it("list each design's numbers under their headings", () => {
    const [all, listed] = tablesOf(answer);
    columnsSay(all, swept, {
      ...COLUMNS,
      "hash C": ({ hash }) => hash,
      "hash B": ({ digitalHash }) => digitalHash,
      "B/A": ({ algorithm }) => algorithm,
      "C/D": ({ analog }) => analog,
    });
    columnsSay(listed, cheaper, {
      ...COLUMNS,
      rounds: ({ rounds }) => rounds,
      buffer: ({ buffer }) => Number(buffer) / 2 ** 20,
      columns: ({ columns }) => columns,
    });
  });

  it("count the designs that win with their hash, as a whole, and in time", () => {
    const [first, second] = sentencesOf(answer);
    says(first, [4, 1234, 1, 16e-9, 0, 28e-9], "hash");
    says(second, [3, 2], "whole");
    const titles = answer.blocks.flatMap((block) => (block.kind === "table" ? [block.title ?? ""] : []));
    says(titles[0], [2, 1234], "swept");
    says(titles[1], [4, 4], "listed");
  });

  it("have every number under its own name", () => {
    const { swept: own, cheaper: less } = answer.json as { swept: unknown; cheaper: unknown };
    jsonSays([own, less], [swept, cheaper], {
      digitalHash_J: "digitalHash",
      hashRatio: null,
      energy_vs_lsh_digital: "energy",
      latency_vs_lsh_digital: "latency",
      lsh_vs_exact: "algorithm",
      energy_vs_exact_analog: "analog",
      conductance_S: "conductance",
      readTime_s: "readTime",
      buffer_B: "buffer",
    });
    (own as readonly { hashRatio: number }[]).forEach(({ hashRatio }, n) => {
      expect(hashRatio).toBe(Number(swept[n].hash) / Number(swept[n].digitalHash));
    });
  });
});
