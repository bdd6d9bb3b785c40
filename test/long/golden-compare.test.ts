import { it } from "vitest";
import { parseDocument } from "#base";
import { drawingsOf, htmlSink, textSink } from "#reports";
import { curvesCsv } from "../../src/commands/compare/report/json.ts";
import { comparePage } from "../../src/commands/compare/report/page.ts";
import { compareAnswer } from "../../src/commands/compare/report/text.ts";
import { compare } from "../../src/commands/compare/run/compare.ts";
import { shippedModels } from "../../src/runtime/plugins.ts";
import { chartLines } from "../golden/chart-lines.ts";
import { isSame, SMALL } from "../golden/is-same.ts";

it("a reader sees the same words and numbers of compare: its text, page, curves and charts", async () => {
  const document = parseDocument(
    `{ name: "golden", workload: { preset: "recall-lm", ${SMALL} }, fidelity: { length: 256, arrays: 2, queries: 16 },
       design: { digital: { sizes: "stated" } } }`,
    "golden.json5",
  );
  const comparison = await compare(
    document,
    shippedModels,
    { seed: 1, workers: 1 },
    { update: () => {}, done: () => {} },
  );
  const { blocks } = compareAnswer(comparison);
  const arranged = comparePage(comparison, {
    live: "crosshash explore",
    change: "crosshash compare --what-if workload.length=128",
  });
  const figures = drawingsOf(arranged).flatMap(chartLines);
  const page = htmlSink(arranged, [], "Crosshash")
    .replace(/<(style|script)>[\s\S]*?<\/\1>/g, "")
    .replace(/></g, ">\n<");
  await isSame(
    [textSink(blocks), page, curvesCsv(comparison), ...figures],
    "compare.txt",
    "A comparison of a short workload.",
  );
});
