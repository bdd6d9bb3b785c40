import { createHash } from "node:crypto";
import { EXPLORER_SCRIPT } from "../generated/explorer-script.ts";
import { escapeHtml } from "../sinks/html.ts";
import type { ExplorerData } from "./data.ts";
import { EXPLORER_STYLE } from "./style.ts";

/** What the page says beside its data. */
export interface ExplorerNotes {
  /** Sentences under the title: points, what is left out and why. */
  readonly summary: readonly string[];
  /** Sentences at the foot: versions, hash, how to reproduce. */
  readonly provenance: readonly string[];
}

const script = Buffer.from(EXPLORER_SCRIPT, "base64").toString("utf8");
const scriptHash = createHash("sha256").update(script).digest("base64");

/** Text that no parser of HTML takes for the end of its script element, nor for markup. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");

/**
 * The explorer as one self-contained page that opens from a file and makes no request: its policy allows the one script
 * whose hash it names, inline styles and pictures in the page. Names of the data stay text.
 */
export const explorerHtml = (data: ExplorerData, notes: ExplorerNotes): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${scriptHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(data.name)} – Crosshash explorer</title>
<style>${EXPLORER_STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(data.name)}</h1>
${sentences(notes.summary)}
</header>
<main>
${CONTROLS}
<div class="plots">
<figure>
<canvas id="scatter" tabindex="0" role="application" aria-label="Scatter of the designs. Left and right arrow keys go along the front, Enter pins the selected design, Escape clears the filters. The table of the front below holds the same designs."></canvas>
<figcaption id="pointed" aria-live="polite"></figcaption>
</figure>
<figure>
<canvas id="parallel" role="img" aria-label="Parallel coordinates of the designs. Drag along an axis to filter; the fields under Filters do the same."></canvas>
<figcaption>Drag along an axis to keep the designs between both ends; click it to keep all again.</figcaption>
</figure>
</div>
<p id="status" role="status" class="hint"></p>
<textarea id="copied" aria-label="Copied config" readonly hidden></textarea>
<h2>Comparison</h2>
<div id="comparison"></div>
<details><summary>Filters and axes</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Filters">
<table><caption>Numbers are in SI units; an empty field sets no limit.</caption>
<thead><tr><th scope="col">axis</th><th scope="col">column</th><th scope="col">keep</th></tr></thead><tbody id="filter-rows"></tbody></table>
</div></details>
<h2>The front</h2>
<div id="front-list" class="scroll" tabindex="0" role="region" aria-label="Designs on the front"></div>
</main>
<footer>
${sentences(notes.provenance)}
</footer>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;

const sentences = (texts: readonly string[]): string =>
  texts.map((text) => `<p class="sub">${escapeHtml(text)}</p>`).join("\n");

const CONTROLS = `<div class="controls">
<label>x <select id="choose-x"></select></label> <label><input type="checkbox" id="log-x"> logarithmic x</label>
<label>y <select id="choose-y"></select></label> <label><input type="checkbox" id="log-y"> logarithmic y</label>
<label><input type="checkbox" id="front-only"> front only (<span id="points"></span>)</label>
<button type="button" id="clear">Clear filters</button>
<button type="button" id="download">Download CSV</button>
<label>theme <select id="theme"><option value="">as the system</option><option value="light">light</option><option value="dark">dark</option></select></label>
<strong id="kept" role="status"></strong>
</div>`;
