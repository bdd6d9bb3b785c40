import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { blocksOf, documents, ROOT } from "../docs/code-blocks.ts";
import { createWorkplace, runDocument } from "../docs/document-run.ts";

/** Set to write the outputs as they are now into the documents: look at what changed before you commit it. */
const WRITES = process.env.WRITE_DOCUMENTS !== undefined;

// The tutorial has a test of its own, which looks at its picture, too.
const runnable = documents().filter(
  (name) => name !== "docs/guides/start.md" && blocksOf(name).some(({ mark }) => mark.startsWith("run")),
);

it("there are documents to run", () => {
  expect(runnable.length).toBeGreaterThan(3);
});

it.each(runnable)("%s does and prints what stands in it", (name) => {
  const place = createWorkplace();
  const { failures, text } = runDocument(name, place);
  place.remove();
  if (WRITES) writeFileSync(join(ROOT, name), text);
  expect(failures).toEqual([]);
});
