// The page of ratios with every other component model; WRITE_DOCUMENTS=1 writes it.

import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseDocument } from "#base";
import { markdownSink } from "#reports";
import { otherModels } from "../../evidence/models/models.ts";
import { OTHER_HARDWARE, otherModelsReport } from "../../evidence/models/report.ts";
import { packagePath, presetFile } from "../../src/runtime/package-files.ts";
import { shippedModels } from "../../src/runtime/plugins.ts";

const PAGE = packagePath("docs", "reference", "other-models.md");
const END =
  "\nWritten by a test of the slow tier; `npm run evidence -- models CONFIG` prints the same of another config.\n";

it("every model of the default gives ratios within the bands, or is other hardware that the page names", async () => {
  const file = presetFile("cai-iscas-2024");
  const found = await otherModels(parseDocument(readFileSync(file, "utf8"), file), shippedModels, {
    update: () => {},
    done: () => {},
  });
  const text = `${markdownSink(otherModelsReport(found).blocks).trimEnd()}\n${END}`;
  if (process.env.WRITE_DOCUMENTS === "1") writeFileSync(PAGE, text);
  expect(found.models.length).toBeGreaterThan(80);
  expect(Object.keys(OTHER_HARDWARE).length).toBeLessThan(10);
  expect(text).not.toContain("not known");
  expect(readFileSync(PAGE, "utf8")).toBe(text);
  // What the config has is one of the rows, with the ratios of the config.
  const own = found.models.filter(({ isOwn }) => isOwn);
  expect(own.length).toBeGreaterThan(12);
  for (const { energy } of own) expect(energy).toEqual(own[0].energy);
});
