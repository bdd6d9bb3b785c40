import { type Block, isWords, type Tabular } from "../report.ts";

/** A chart as pixels, by the name of its drawing. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly png: Uint8Array;
}

/** Text made safe between tags and in attributes. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

/** A report as one self-contained page, pictures included. It makes no request. */
export function htmlSink(blocks: readonly Block[], pictures: readonly Picture[]): string {
  const named = new Map(pictures.map((picture) => [picture.name, picture]));
  const first = blocks.find((block) => block.kind === "title");
  const title = first?.kind === "title" ? `${first.text} – Crosshash` : "Crosshash";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${blocks.map((block) => blockHtml(block, named)).join("\n")}
</body>
</html>
`;
}

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}" +
  "h1{margin-bottom:0}.sub{color:#555;margin-top:.2rem}.table{overflow-x:auto}pre{overflow-x:auto}" +
  "table{border-collapse:collapse;margin:1rem 0;font-size:.92rem}th,td{padding:.3rem .7rem;border-bottom:1px solid #ddd;text-align:left}" +
  "td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.verdict li{margin:.3rem 0}figure{margin:1.5rem 0}img{max-width:100%}";

function blockHtml(block: Block, pictures: ReadonlyMap<string, Picture>): string {
  switch (block.kind) {
    case "title":
      return [
        `<h1>${escapeHtml(block.text)}</h1>`,
        ...block.about.map((line) => `<p class="sub">${escapeHtml(line)}</p>`),
      ].join("\n");
    case "heading":
      return `<h2>${escapeHtml(block.text)}</h2>`;
    case "findings":
      return `<ul class="verdict">${block.sentences.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join("")}</ul>`;
    case "paragraph":
      return block.lines.map((line) => `<p>${escapeHtml(line)}</p>`).join("\n");
    case "code":
      return `<pre>${escapeHtml(block.text)}</pre>`;
    case "table":
      return [
        ...(block.title === undefined ? [] : [`<p>${escapeHtml(block.title)}</p>`]),
        `<div class="table" tabindex="0">${tableHtml(block.table)}</div>`,
        ...(block.notes ?? []).map((note) => `<p>${escapeHtml(note)}</p>`),
      ].join("\n");
    case "details":
      return block.blocks.map((own) => blockHtml(own, pictures)).join("\n");
    case "figure":
      return figureHtml(pictures.get(block.drawing.name));
  }
}

function tableHtml(table: Tabular): string {
  const cls = (n: number): string => (isWords(table, n) ? "" : ' class="n"');
  const head = table.head.map((text, n) => `<th${cls(n)}>${escapeHtml(text)}</th>`).join("");
  const body = table.rows
    .map((cells) => `<tr>${cells.map((cell, n) => `<td${cls(n)}>${lines(cell)}</td>`).join("")}</tr>`)
    .join("\n");
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

const lines = (cell: string): string => cell.split("\n").map(escapeHtml).join("<br>");

const figureHtml = (picture: Picture | undefined): string =>
  picture === undefined
    ? ""
    : `<figure><img alt="${escapeHtml(picture.title)}" src="data:image/png;base64,${base64(picture.png)}"></figure>`;

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
