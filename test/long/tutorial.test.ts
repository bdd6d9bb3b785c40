import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { blocksOf, ROOT } from "../docs/code-blocks.ts";
import { createWorkplace, missingLine, runDocument } from "../docs/document-run.ts";

/** Set to write the outputs as they are now into the documents: look at what changed before you commit it. */
const WRITES = process.env.WRITE_DOCUMENTS !== undefined;

const DOCUMENT = "docs/guides/start.md";
const PICTURE = join(ROOT, "docs", "tutorial-pareto.png");

const place = createWorkplace();
afterAll(place.remove);

describe("the tutorial", () => {
  it("prints what stands in it", () => {
    const { failures, text } = runDocument(DOCUMENT, place);
    if (WRITES) writeFileSync(join(ROOT, DOCUMENT), text);
    expect(failures).toEqual([]);
    // An hour's commands, three of which price a whole comparison or simulate a study.
  }, 1_500_000);

  it("shows the picture that its report draws", () => {
    const drawn = join(place.folder, "out/report/pareto-energy-J-recall.png");
    if (WRITES) copyFileSync(drawn, PICTURE);
    const digest = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");
    expect(
      digest(drawn),
      `${PICTURE} is not what ${drawn} shows: WRITE_DOCUMENTS=1 npm run test:long -- tutorial writes it anew`,
    ).toBe(digest(PICTURE));
  });

  it("shows the output of every command that it runs", () => {
    const blocks = blocksOf(DOCUMENT);
    const runs = blocks.flatMap(({ mark }, n) => (mark.startsWith("run") ? [n] : []));
    expect(runs.length).toBeGreaterThan(5);
    expect(runs.filter((n) => blocks[n + 1]?.mark !== "output").map((n) => blocks[n].line)).toEqual([]);
  });
});

describe("an output block", () => {
  it("is held to every line, up to what … leaves out", () => {
    const output = "one\ntwo\nthree\nfour\n";
    expect(missingLine("one\ntwo\nthree\nfour\n", output)).toBeNull();
    expect(missingLine("one\n…\nfour\n", output)).toBeNull();
    expect(missingLine("…\ntwo\n…\n", output)).toBeNull();
    expect(missingLine("one\nthree\n…\n", output)).toBe("three");
    expect(missingLine("…\nthree\n…\ntwo\n…\n", output)).toBe("two");
    expect(missingLine("one\ntwo\n", output)).toBe("nothing after line 2");
    expect(missingLine("…\n4\n", output)).toBe("4");
  });
});
