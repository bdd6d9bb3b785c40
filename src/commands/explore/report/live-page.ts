import { createHash } from "node:crypto";
import { ConfigError, type Located } from "#base";
import { loadModel, readInputBytes } from "#local-io";
import { escapeHtml } from "#reports";
import { EXPLORER_STYLE, scriptJson } from "#table-explorer";
import { CLASS_COLOURS, COMPONENT_COLOURS } from "../../../charts/colours.ts";
import { SUBJECT } from "../../../comparison/comparison-designs.ts";
import { ENERGY_CLASSES } from "../../../comparison/energy-classes.ts";
import { shippedCatalogue } from "../../../design/catalogue.ts";
import { parseConfig } from "../../../design/config.ts";
import { configParameters } from "../../../design/resolved.ts";
import { LIVE_SCRIPT } from "../../../report/generated/live-script.ts";
import { LIVE_WORKER } from "../../../report/generated/live-worker.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { packagePath, packageVersion } from "../../../runtime/package-files.ts";
import type { LiveData } from "./live-data.ts";
import { createPricer } from "./pricer.ts";
import { createReader } from "./reader.ts";

const script = Buffer.from(LIVE_SCRIPT, "base64").toString("utf8");
const scriptHash = createHash("sha256").update(script).digest("base64");

/**
 * The page that reprices a config, as one file without requests: its policy allows only the script whose hash
 * it states, workers made of the page's own text, and WebAssembly from it. Names and values in the data stay
 * text. `weights`: the embedded model's checkpoint.
 */
const liveHtml = (data: LiveData, weights: Uint8Array, version: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${scriptHash}' 'wasm-unsafe-eval'; worker-src blob:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(data.name)} – Crosshash</title>
<style>${EXPLORER_STYLE}${LIVE_STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(data.name)}</h1>
<p class="sub">Move a parameter and every design is priced again, in this page, by the code of <code>${escapeHtml(data.command)}</code>.</p>
</header>
<main class="live">
${CONTROLS}
${RESULTS}
</main>
<footer>
<p class="sub">Crosshash ${escapeHtml(version)}. Prices are those of compare: attention alone, every default that is not shown as changed. The arrays are solved under the queries and keys of the embedded recall-lm. Compare also simulates quality, and gives every ratio its band over the ranges of the constants; this page does neither: <code>${escapeHtml(data.command)}</code> writes that report, whose page has the command of this one.</p>
</footer>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script type="text/plain" id="weights">${Buffer.from(weights).toString("base64")}</script>
<script type="text/plain" id="worker">${LIVE_WORKER}</script>
<script>${script}</script>
</body>
</html>
`;

const CONTROLS = `<section id="controls" aria-label="Parameters">
<div class="controls">
<label>search <input type="text" id="search" placeholder="read time" autocomplete="off"></label>
<button type="button" id="undo">Undo</button>
<button type="button" id="redo">Redo</button>
<button type="button" id="reset">Reset all</button>
</div>
<div id="fields"></div>
</section>`;

const RESULTS = `<section id="results" aria-label="Prices">
<div class="controls">
<button type="button" id="pin">Add to comparison</button>
<button type="button" id="copy-config">Copy config</button>
<button type="button" id="copy-command">Copy command</button>
<button type="button" id="copy-link">Copy link</button>
<label>theme <select id="theme"><option value="">as the system</option><option value="light">light</option><option value="dark">dark</option></select></label>
</div>
<p id="status" role="status" class="hint"></p>
<ul id="faults" role="alert" class="warning"></ul>
<textarea id="copied" aria-label="Copied text" readonly hidden></textarea>
<h2>Verdict</h2>
<div class="controls"><label>design <select id="pin-design"></select></label></div>
<p class="hint">The verdict, the comparison of settings and the charts below are about this design. Marks left of the line: it takes less than the rival.</p>
<div id="verdict"></div>
<details><summary>In sentences</summary><ul id="sentences"></ul></details>
<h2>Designs</h2>
<div id="designs" class="scroll" tabindex="0" role="region" aria-label="Costs of the designs"></div>
<h2>Estimated quality</h2>
<p id="estimate"></p>
<h2>Energy by class</h2>
<div class="controls">
<label>bars <select id="bar-scale"><option value="total">of one scale</option><option value="share">as shares of each design</option></select></label>
<button type="button" id="save-svg">Save picture (SVG)</button>
</div>
<div id="bars"></div>
<details><summary>The same as a table</summary><div id="class-table" class="scroll" tabindex="0" role="region" aria-label="Energy by class"></div></details>
<h2>Comparison</h2>
<div id="pins" class="scroll" tabindex="0" role="region" aria-label="Settings side by side"></div>
<div id="views"></div>
<details><summary>All pairs</summary><div id="ratios" class="scroll" tabindex="0" role="region" aria-label="Ratios of pairs"></div></details>
</section>`;

const LIVE_STYLE = `
.live{display:grid;grid-template-columns:minmax(0,1fr);gap:1.25rem}
@media (min-width:64rem){.live{grid-template-columns:minmax(0,25rem) minmax(0,1fr)}
#controls{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding-right:.5rem}}
@media (max-width:63.99rem){#controls{order:2}}
#fields details{content-visibility:auto;contain-intrinsic-size:auto 10rem;border-top:1px solid var(--line);padding:.2rem 0}#fields summary{cursor:pointer;font-weight:600;overflow-wrap:anywhere}
.field{padding:.35rem 0 .35rem .6rem;border-left:3px solid transparent}.field.changed{border-left-color:var(--accent)}
.field label{font-weight:600}.field .doc{margin:.1rem 0;color:var(--muted);font-size:.8rem;overflow-wrap:anywhere}.field .warning{margin:.1rem 0;font-size:.85rem}
.field .warning:empty,#faults:empty{display:none}
.entry{display:flex;gap:.4rem;align-items:center}.entry input[type=range]{flex:1 1 6rem;min-width:0;accent-color:var(--accent)}
.entry input[type=text]{flex:0 1 7.5rem;min-width:0}.entry select{flex:1 1 6rem;min-width:0}.entry button{font-size:.8rem}
select{max-width:100%}.controls label{max-width:100%}
button:disabled{opacity:.55;cursor:default}
#sentences{padding-left:1.2rem}#sentences li{margin:.3rem 0}#results.stale table,#results.stale svg{opacity:.5}
#bars svg,#verdict>svg{display:block;width:100%;height:auto}.headline{font-weight:600;margin:.4rem 0 .6rem}ul.keys{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;padding:0;font-size:.85rem}
details.view{border-top:1px solid var(--line);padding:.3rem 0}details.view>summary{cursor:pointer}
[hidden]{display:none!important}.words{paint-order:stroke;stroke:var(--surface);stroke-width:3px;stroke-linejoin:round}.picture svg{display:block;max-width:100%;height:auto}.view .hint{margin:.2rem 0;font-size:.88rem}.view .hint:empty{display:none}.view p{margin:.4rem 0}
g.cell{cursor:pointer;outline:none}g.cell:focus-visible rect{stroke:var(--ink);stroke-width:3}#map-readout{flex-basis:100%;min-height:1.3em;font-size:.88rem;overflow-wrap:anywhere}
#designs{height:auto}details.view>summary h2{display:inline}td.n,th.n{white-space:nowrap}#designs th[scope=row],#pins th[scope=row]{min-width:9rem}#pins th,#pins td{overflow-wrap:normal}
@media print{#controls,.controls{display:none}.live{display:block}}
`;

const MODEL = packagePath("models", "recall-lm");
const MOST_WEIGHTS = 1 << 26;

/**
 * The page that reprices a config in the browser. `command` compares the same config. Throws ConfigError for
 * a config that cannot be priced; single designs without a price are shown as such.
 */
export async function livePage(document: Located, command: string): Promise<string> {
  // Config errors state their place in the file.
  const { name } = parseConfig(document, shippedCatalogue);
  const model = await loadModel(MODEL);
  const first = createPricer(createReader(document.value, model, loadKernels())).price({});
  if (first.kind === "fault")
    throw new ConfigError(
      first.issues.map(({ path, message }) => ({ place: document.place(path.split(".")), path, message })),
    );
  const data: LiveData = {
    name,
    base: document.value,
    parameters: configParameters(shippedCatalogue),
    first,
    command,
    subject: SUBJECT.id,
    classes: ENERGY_CLASSES.map((own) => [own, CLASS_COLOURS[own]] as const),
    components: Object.entries(COMPONENT_COLOURS),
    card: model.sidecar,
  };
  const weights = readInputBytes(packagePath("models", "recall-lm", "model.bin"), MOST_WEIGHTS);
  return liveHtml(data, weights, packageVersion());
}
