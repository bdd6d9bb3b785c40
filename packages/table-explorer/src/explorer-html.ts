import { createHash } from "node:crypto";
import { escapeHtml, THEMES } from "#reports";
import type { ExplorerData } from "./data.ts";
import { EXPLORER_SCRIPT } from "./generated/explorer-script.ts";

/** Texts of the page. */
export interface ExplorerNotes {
  /** Name of the program, for the page's title. */
  readonly program: string;
  /** Sentences under the title: points, left designs and reasons. */
  readonly summary: readonly string[];
  /** Sentences at the foot: versions, hash, how to reproduce. */
  readonly provenance: readonly string[];
}

const script = Buffer.from(EXPLORER_SCRIPT, "base64").toString("utf8");
const scriptHash = createHash("sha256").update(script).digest("base64");

/** JSON that an HTML parser cannot mistake for markup or for the end of its script element. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");

/**
 * The explorer as one self-contained page that opens from a file and makes no request: its policy allows only
 * the script whose hash it states, inline styles and embedded images. Names in the data stay text.
 */
export const explorerHtml = (data: ExplorerData, notes: ExplorerNotes): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${scriptHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(data.name)} – ${notes.program} explorer</title>
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
<canvas id="scatter" tabindex="0" role="application" aria-label="Scatter of the designs. Left and right arrow keys go along the front, Enter pins the selected design, Escape clears the filters. The fields and the table below do the same."></canvas>
<div class="buttons">${fileButtons("scatter")}</div>
<figcaption>Drag a rectangle to keep what is in it; drag a triangle at the edge to set a limit.<br><span id="pointed" aria-live="polite"></span></figcaption>
</figure>
<figure>
<div class="scroll" tabindex="0" role="region" aria-label="Parallel coordinates">
<canvas id="parallel" role="img" aria-label="Parallel coordinates of the designs. Drag along an axis to filter; the fields under Filters do the same."></canvas>
</div>
<div class="buttons">${fileButtons("parallel")}</div>
<figcaption>Drag along an axis to keep the designs between both ends; click it to keep all again. Drag a title to move its axis.</figcaption>
</figure>
</div>
<p><span id="front" role="status"></span> <span id="volume"></span></p>
<details><summary>Filters, axes and objectives</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Filters, axes and objectives">
<table><caption>A number may have a unit, such as 85 µJ; without one it is in SI. An empty field sets no limit.</caption>
<thead><tr><th scope="col">axis</th><th scope="col">column</th><th scope="col">objective</th><th scope="col">keep</th></tr></thead><tbody id="filter-rows"></tbody></table>
</div></details>
<h2>Designs</h2>
<div class="controls">
<label>show <select id="choose-view"><option value="kept">those that pass the filters</option><option value="all">all</option><option value="left">those without a part in the front</option></select></label>
<label>find <input type="text" id="find"></label>
<label><input type="checkbox" id="all-columns"> all columns</label>
<button type="button" id="download">Download CSV</button>
</div>
<div id="designs" class="scroll" tabindex="0" role="region" aria-label="Designs"></div>
<h2>Comparison</h2>
<p id="status" role="status" class="hint"></p>
<textarea id="copied" aria-label="Copied config" readonly hidden></textarea>
<div id="comparison"></div>
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

const fileButtons = (chart: string): string =>
  ["SVG", "PNG"]
    .map(
      (format) =>
        `<button type="button" id="${chart}-${format.toLowerCase()}" aria-label="Download the ${chart === "scatter" ? "scatter" : "parallel coordinates"} as ${format}">${format}</button>`,
    )
    .join("");

const CONTROLS = `<div class="controls">
<label>x <select id="choose-x"></select></label> <label><input type="checkbox" id="log-x"> logarithmic x</label>
<label>y <select id="choose-y"></select></label> <label><input type="checkbox" id="log-y"> logarithmic y</label>
<label>colour <select id="choose-colour"></select></label>
<label>size <select id="choose-size"></select></label>
<label id="bars-choice"><input type="checkbox" id="bars"> 95 % intervals</label>
<label><input type="checkbox" id="front-only"> front only (<span id="points"></span>)</label>
<button type="button" id="clear">Clear filters</button>
<label>theme <select id="theme"><option value="">as the system</option><option value="light">light</option><option value="dark">dark</option></select></label>
<strong id="kept" role="status"></strong>
</div>`;

/** Style sheet of the explorer: light or dark by the system's setting or the page's choice. */
export const EXPLORER_STYLE = `
${THEMES}
*{box-sizing:border-box}
body{margin:0;font:15px/1.45 "DejaVu Sans",system-ui,sans-serif;color:var(--ink);background:var(--surface)}
header,main,footer{max-width:84rem;margin:0 auto;padding:.75rem 1.25rem}
h1{font-size:1.4rem;margin:.3rem 0}h2{font-size:1.05rem;margin:1.4rem 0 .4rem}
.sub,.hint,footer{color:var(--muted)}.sub{margin:.2rem 0;overflow-wrap:anywhere}
.controls{display:flex;flex-wrap:wrap;gap:.5rem 1.1rem;align-items:center;margin:.6rem 0}
.plots{display:grid;grid-template-columns:minmax(0,1fr);gap:1rem}
@media (min-width:72rem){.plots{grid-template-columns:minmax(0,5fr) minmax(0,7fr)}}
canvas{display:block;width:100%;height:27rem;background:var(--surface);border:1px solid var(--line);border-radius:4px;touch-action:none}
canvas:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
#parallel{min-width:40rem;touch-action:pan-x}figure{margin:0}figcaption{color:var(--muted);font-size:.85rem;margin-top:.3rem;min-height:1.3em}
button,select,input[type=text]{font:inherit;color:var(--ink);background:var(--panel);border:1px solid var(--muted);border-radius:4px;padding:.2rem .55rem}
button{cursor:pointer}.move{border-color:transparent;background:none;color:var(--muted);padding:0 .25rem}#filter-rows td{white-space:nowrap}#filter-rows td:last-child{white-space:normal}button[aria-pressed=true]{background:var(--accent);color:var(--surface)}
input[type=text]{width:8.5rem}input[aria-invalid=true]{border-color:var(--front);outline:2px solid var(--front)}
table{border-collapse:collapse;font-size:.88rem;margin:.4rem 0}caption{text-align:left;color:var(--muted);padding:.2rem 0}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:anywhere}
th[scope=row]{font-weight:600}.n{text-align:right;font-variant-numeric:tabular-nums}
tr.differs>td{background:var(--panel);font-weight:600}.scroll{overflow-x:auto}
select{max-width:16rem}
#designs{height:27rem;overflow-y:auto;border:1px solid var(--line);border-radius:4px}
#designs table{margin:0;border-spacing:0;border-collapse:separate}
#designs caption{position:sticky;left:0;padding:.3rem .6rem}
#designs thead th{position:sticky;top:0;background:var(--panel);z-index:1;padding:.15rem .3rem}
#designs tbody tr{height:30px}#designs .spacer td{padding:0;border:0}
#designs td,#designs tbody th{height:30px;padding:0 .6rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;max-width:26rem;vertical-align:middle}
#designs tbody th{position:sticky;left:0;background:var(--surface);max-width:min(26rem,52vw)}
#designs button{border-color:transparent;background:none;max-width:min(21rem,38vw);overflow:hidden;text-overflow:ellipsis;white-space:nowrap;vertical-align:middle;text-align:left;padding:.05rem .3rem}
#designs thead button{font-weight:600;max-width:14rem}
#designs button[aria-pressed=true]{background:var(--accent);color:var(--surface)}
.member{color:var(--front);font-weight:600;margin-right:.2rem;font-size:.8rem}
.box{display:inline-block;margin-right:.9rem}.buttons{display:flex;gap:.4rem;margin-top:.3rem}
.bar{display:flex;height:14px;margin:.3rem 0;border:1px solid var(--line);background:#fff}
.bar span{border-right:1px solid #fff}
.key{display:inline-block;width:.75em;height:.75em;margin-right:.45em;border:1px solid var(--muted)}
ul.shares,ul.contenders{list-style:none;margin:.2rem 0;padding:0}.warning{color:var(--front);font-weight:600}
textarea{width:100%;height:12rem;font:12px/1.4 "DejaVu Sans Mono",monospace;color:var(--ink);background:var(--panel);border:1px solid var(--muted)}
`;
