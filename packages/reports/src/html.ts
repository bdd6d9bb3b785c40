import { csvText } from "#base";
import { escaped } from "#charts";
import { barsHtml, PARTS_STYLE, tabsHtml, tabsPolicy, tabsScript } from "./page-parts.ts";
import { THEMES } from "./page-themes.ts";
import type { Picture } from "./pictures.ts";
import { type Block, isWords, type Tabular } from "./report.ts";

/** Escapes text for HTML content and attributes. */
export const escapeHtml = (text: string): string => escaped(text).replaceAll("'", "&#39;");

/** An escaped sentence whose numbers stay on one line with their signs and units. */
const sentenceHtml = (text: string): string =>
  escapeHtml(text)
    .replace(/([×±≤≥<>=]|&lt;|&gt;) (?=[\d.])/g, "$1\u00a0")
    .replace(/(\d) (?=(?:%|±|×|[fpnµmkMGT]?(?:m²|J|W|s|V|A|S|Ω|Hz|B|m|nm)(?![\w/²])))/g, "$1\u00a0");

/**
 * A report as one self-contained page with its pictures. It makes no request, and runs no script but that of
 * its tabs, if it has any; light or dark by the system's setting. Each table and chart can also be saved as a
 * file embedded in the page. `program`: name in the page's title.
 */
export function htmlSink(blocks: readonly Block[], pictures: readonly Picture[], program = ""): string {
  const first = blocks.find((block) => block.kind === "title");
  const title =
    first?.kind === "title" ? [first.text, program].filter((text) => text !== "").join(" – ") : program;
  const page: PageParts = {
    pictures: new Map(pictures.map((picture) => [picture.name, picture])),
    tables: 0,
  };
  const hasTabs = blocks.some(({ kind }) => kind === "tabs");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:${hasTabs ? `; ${tabsPolicy}` : ""}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${hasTabs ? PARTS_STYLE : ""}</style>
</head>
<body>
<main>
${first === undefined ? `<h1>${escapeHtml(program)}</h1>\n` : ""}${blocksHtml(blocks, page)}
</main>
${
  hasTabs
    ? `${tabsScript}
`
    : ""
}</body>
</html>
`;
}

/** State shared by the blocks of a page: pictures, and the number of tables so far. */
interface PageParts {
  readonly pictures: ReadonlyMap<string, Picture>;
  tables: number;
}

const STYLE =
  THEMES +
  "*{box-sizing:border-box}" +
  'body{font:16px/1.5 "DejaVu Sans",system-ui,sans-serif;margin:0;color:var(--ink);background:var(--surface)}' +
  "main{max-width:100rem;margin:0 auto;padding:1rem 1rem 3rem}" +
  "h1{font-size:1.6rem;margin:.6rem 0 .3rem;line-height:1.25}h2{font-size:1.2rem}h2{margin:2rem 0 .4rem;padding-top:.6rem;border-top:1px solid var(--line)}" +
  "h1,h2,p,li{overflow-wrap:anywhere}p,li{max-width:52rem}" +
  ".sub{color:var(--muted);margin:.2rem 0 0}.table,pre{overflow-x:auto}" +
  'pre{font:13px/1.35 "DejaVu Sans Mono",monospace;background:var(--panel);padding:.6rem;border-radius:4px}' +
  "table{border-collapse:collapse;margin:.4rem 0;font-size:.9rem}th,td{padding:.3rem .7rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}" +
  "table.wide{font-size:.78rem}.wide th,.wide td{padding:.3rem .36rem}.wide td:first-child{min-width:5rem}thead th{border-bottom:2px solid var(--muted)}tbody tr:hover{background:var(--panel)}" +
  "td:first-child{min-width:8rem}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.verdict li{margin:.3rem 0}" +
  // A shadow where a table extends beyond the page; covers that scroll with it hide it at the ends.
  ".table{background:linear-gradient(to right,var(--surface) 1.5rem,transparent) left/2.5rem 100% no-repeat local," +
  "linear-gradient(to left,var(--surface) 1.5rem,transparent) right/2.5rem 100% no-repeat local," +
  "linear-gradient(to right,color-mix(in srgb,var(--muted) 45%,transparent),transparent) left/.6rem 100% no-repeat scroll," +
  "linear-gradient(to left,color-mix(in srgb,var(--muted) 45%,transparent),transparent) right/.6rem 100% no-repeat scroll}" +
  // Charts are drawn for white paper, and for a width at which their text is legible.
  "@media(max-width:40rem){figure{overflow-x:auto}.tables{display:block}figure img{max-width:none;width:40rem}ul.verdict{padding-left:1.2rem}}" +
  "figure{margin:1.5rem 0}img{display:block;max-width:min(100%,60rem);height:auto;background:#fff;border-radius:4px}" +
  // What is short next to one another where a page is wide: findings and charts in columns, tables in a line.
  "ul.verdict,.figures{columns:36rem;column-gap:2.5rem}.verdict li,.figures figure{break-inside:avoid}.figures figure{margin:0;padding:.75rem 0}" +
  ".tables{display:flex;flex-wrap:wrap;gap:0 1.5rem;align-items:flex-start}.tables>div{max-width:100%}.tables table:not(.wide){font-size:.85rem}.tables th,.tables td{padding:.3rem .35rem}.tables p:not(.files){width:0;min-width:100%}" +
  ".files{margin:.2rem 0 1rem;font-size:.85rem}a{color:var(--accent)}" +
  ":focus-visible{outline:3px solid var(--accent);outline-offset:1px}" +
  "@media print{.files{display:none}body{color:#000;background:#fff}.table{overflow:visible}figure,tr{break-inside:avoid}h2{break-after:avoid}}";

/** Blocks one after another; several figures, or tables, in sequence are one group, which may lie in columns. */
function blocksHtml(blocks: readonly Block[], page: PageParts): string {
  const runs: Block[][] = [];
  for (const block of blocks)
    if (/^(figure|table)$/.test(block.kind) && runs.at(-1)?.[0].kind === block.kind) runs.at(-1)?.push(block);
    else runs.push([block]);
  return runs
    .map((run) =>
      runHtml(
        run.map((block) => blockHtml(block, page)),
        run[0].kind,
      ),
    )
    .join("\n");
}

function runHtml(all: readonly string[], kind: string): string {
  if (all.length === 1) return all[0];
  const own = kind === "figure" ? all : all.map((html) => `<div>\n${html}\n</div>`);
  return `<div class="${kind}s">\n${own.join("\n")}\n</div>`;
}

function blockHtml(block: Block, page: PageParts): string {
  switch (block.kind) {
    case "title":
      return [
        `<h1>${escapeHtml(block.text)}</h1>`,
        ...block.about.map((line) => `<p class="sub">${escapeHtml(line)}</p>`),
      ].join("\n");
    case "heading":
      return `<h2>${escapeHtml(block.text)}</h2>`;
    case "findings":
      return `<ul class="verdict">${block.sentences.map((sentence) => `<li>${sentenceHtml(sentence)}</li>`).join("")}</ul>`;
    case "paragraph":
      return block.lines.map((line) => `<p>${sentenceHtml(line)}</p>`).join("\n");
    case "code":
      return `<pre tabindex="0">${escapeHtml(block.text)}</pre>`;
    case "table":
      return [
        ...(block.title === undefined ? [] : [`<p>${escapeHtml(block.title)}</p>`]),
        tableRegion(block.table, block.title, ++page.tables),
        ...(block.notes ?? []).map((note) => `<p>${sentenceHtml(note)}</p>`),
      ].join("\n");
    case "details":
      return blocksHtml(block.blocks, page);
    case "folded":
      return `<details><summary>${escapeHtml(block.summary)}</summary>\n${blocksHtml(block.blocks, page)}\n</details>`;
    case "tabs":
      return tabsHtml(block.tabs.map(({ name, blocks }) => ({ name, html: blocksHtml(blocks, page) })));
    case "bars":
      return barsHtml(block.bars);
    case "figure":
      return figureHtml(page.pictures.get(block.drawing.name));
  }
}

function tableHtml(table: Tabular): string {
  const cls = (n: number): string => (isWords(table, n) ? "" : ' class="n"');
  const head = table.head
    .map((text, n) => (text === "" ? "<td></td>" : `<th${cls(n)}>${escapeHtml(text)}</th>`))
    .join("");
  const body = table.rows
    .map((cells) => `<tr>${cells.map((cell, n) => `<td${cls(n)}>${lines(cell)}</td>`).join("")}</tr>`)
    .join("\n");
  return `<table${table.head.length > MOST_COLUMNS ? ' class="wide"' : ""}><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

/** Most columns that fit a page in the usual size of text. */
const MOST_COLUMNS = 8;

const lines = (cell: string): string => cell.split("\n").map(escapeHtml).join("<br>");

/** A table with keyboard scrolling and a CSV file. */
function tableRegion(table: Tabular, title: string | undefined, number: number): string {
  const name = title ?? `Table ${number}`;
  const csv = csvText(table.head, table.rows);
  return `<div class="table" tabindex="0" role="region" aria-label="${escapeHtml(name)}">${tableHtml(table)}</div>
${files(`table ${number}`, [["CSV", `table-${number}.csv`, `data:text/csv;charset=utf-8,${encoded(csv)}`]])}`;
}

/** Links that save embedded files. */
const files = (
  of: string,
  links: readonly (readonly [format: string, name: string, address: string])[],
): string =>
  `<p class="files">${links
    .map(
      ([format, name, address]) =>
        `<a download="${escapeHtml(name)}" href="${escapeHtml(address)}" aria-label="Save ${escapeHtml(of)} as ${format}">${format}</a>`,
    )
    .join(" ")}</p>`;

/** Text for a URL, without unpaired surrogates, which URLs cannot contain. */
const encoded = (text: string): string => encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"));

function figureHtml(picture: Picture | undefined): string {
  if (picture === undefined) return "";
  const { name, title, png, svg } = picture;
  const links: (readonly [string, string, string])[] = [];
  let shown = "";
  if (svg !== undefined) {
    shown = `data:image/svg+xml;charset=utf-8,${encoded(svg)}`;
    links.push(["SVG", `${name}.svg`, shown]);
  }
  if (png !== undefined) {
    shown = `data:image/png;base64,${base64(png)}`;
    links.push(["PNG", `${name}.png`, `${encodeURIComponent(name)}.png`]);
  }
  return `<figure><img alt="${escapeHtml(title)}" src="${shown}">${files(title, links)}</figure>`;
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
