// Draws docs/pictures/first-screen.svg: what `npm start` prints in a terminal of 80 × 24. It runs the built command in an empty
// folder, so the picture says what the program says; it refuses a screen that a terminal would scroll.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { emphasised } = await import("../dist/cli/output.js");

const [COLUMNS, LINES] = [80, 24];
/** CSS pixels: of a cell, and around the text. */
const [WIDE, HIGH, MARGIN] = [8.4, 19, 14];

const folder = mkdtempSync(join(tmpdir(), "first-screen-"));
let text;
let marks;
try {
  const run = spawnSync(process.execPath, [join(root, "dist/bundle/main.js"), "compare"], {
    cwd: folder,
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(run.stderr);
  text = run.stdout;
  const reports = join(folder, "reports");
  const [report] = readdirSync(reports);
  const { findings } = JSON.parse(readFileSync(join(reports, report, "result.json"), "utf8"));
  // A full screen leaves findings out; those that it prints keep their order.
  const printed = text.replaceAll(/\s+/g, " ");
  marks = findings.filter((finding) => printed.includes(finding.text)).map((finding) => finding.marks ?? []);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const plain = text.trimEnd().split("\n");
const widest = Math.max(...plain.map((line) => [...line].length));
if (plain.length > LINES || widest > COLUMNS)
  throw new Error(`expected at most ${COLUMNS} × ${LINES}, received ${widest} × ${plain.length}`);

const escaped = (part) => part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const span = (name) => (part) => `<tspan class="${name}">${part}</tspan>`;
/** The terminal's colours as classes. */
const PAINT = {
  strong: span("b"),
  faint: span("f"),
  wins: span("g"),
  loses: span("r"),
  trades: span("y"),
  ties: span("y"),
};
const painted = emphasised(escaped(text), marks, PAINT).trimEnd().split("\n");
const rows = plain.map((line, n) => {
  const y = MARGIN + HIGH * n + 14;
  // The length holds columns together whatever font a reader has.
  return `<text x="${MARGIN}" y="${y}" textLength="${([...line].length * WIDE).toFixed(1)}">${painted[n]}</text>`;
});
const [width, height] = [Math.ceil(2 * MARGIN + COLUMNS * WIDE), 2 * MARGIN + HIGH * LINES];
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="What npm start prints in a terminal of 80 columns and 24 lines">
<style>text{font:14px "DejaVu Sans Mono",Menlo,Consolas,monospace;fill:#e6e6e6;white-space:pre}.b{font-weight:bold;fill:#fff}.g{fill:#5fd787}.r{fill:#ff8787}.y{fill:#ffd75f}.f{fill:#a8b0b8}</style>
<rect width="${width}" height="${height}" rx="8" fill="#1b1f24"/>
${rows.filter((_, n) => plain[n] !== "").join("\n")}
</svg>
`;
writeFileSync(join(root, "docs/pictures/first-screen.svg"), svg);
