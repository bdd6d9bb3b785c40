// Parts of a page that need more than a tag: tabs with their script, and stacked bars.

import { createHash } from "node:crypto";
import { escaped } from "#charts";
import type { StackedRow, StackedRows } from "./report.ts";

/** Style of tabs and bars. Printing shows every tab and opens every folded part. */
export const PARTS_STYLE =
  "[role=tablist]{display:flex;flex-wrap:wrap;gap:.25rem;border-bottom:1px solid var(--line);margin:1.2rem 0 0}[role=tablist][hidden],[role=tabpanel][hidden]{display:none}" +
  "[role=tab]{font:inherit;font-weight:600;color:var(--ink);background:none;border:0;border-bottom:3px solid transparent;padding:.5rem .9rem;cursor:pointer}" +
  "[role=tab][aria-selected=true]{border-bottom-color:var(--accent);color:var(--accent)}" +
  // The chosen tab names the part already.
  "@media screen{[role=tabpanel]>h2:first-child{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}" +
  "details{border-top:1px solid var(--line);padding:.35rem 0}summary{cursor:pointer;font-weight:600;padding:.2rem 0}" +
  "h2.message{border-top:0;margin:1rem 0 .2rem;padding:0}table.bars{width:100%}table.bars th,table.bars td{vertical-align:middle;padding:.3rem .6rem .3rem 0}table.bars tbody th{font-weight:600;max-width:19rem}table.bars td.bar{width:42%}" +
  ".stack{position:relative;height:1.9rem;overflow:hidden}.stack .of{display:flex;height:1.2rem;border:1px solid var(--muted)}.stack .of i{display:block}" +
  ".stack .band{position:absolute;bottom:.25rem;height:0;border-top:2px solid var(--muted)}.stack .band::before,.stack .band::after{content:'';position:absolute;top:-5px;height:8px;border-left:2px solid var(--muted)}.stack .band::before{left:0}.stack .band::after{right:0}" +
  // A band that goes on beyond the picture ends in a point.
  ".stack .band.cut::after{top:-6px;height:0;border:5px solid transparent;border-right:0;border-left:8px solid var(--muted)}" +
  ".small{display:block;height:4px;margin-left:auto;background:var(--muted)}.band-text{display:block;color:var(--muted);font-size:.8rem}" +
  "ul.keys{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:0;margin:.5rem 0;font-size:.88rem}ul.keys i{display:inline-block;width:.9em;height:.9em;border:1px solid var(--muted);margin-right:.4em;vertical-align:-.1em}" +
  "@media(max-width:40rem){table.bars thead{display:none}table.bars td[data-of]::before{content:attr(data-of);display:block;color:var(--muted);font-size:.75rem}table.bars tbody tr{display:grid;grid-template-columns:repeat(4,auto);gap:.1rem .6rem;padding:.5rem 0;border-bottom:1px solid var(--line)}table.bars tbody th,table.bars tbody td{border:0;padding:0}table.bars tbody th,table.bars td.bar{grid-column:1/-1;width:auto;max-width:none}}" +
  "@media print{[role=tablist]{display:none}[role=tabpanel][hidden]{display:block}details::details-content{content-visibility:visible;block-size:auto}}";

/**
 * Shows one tab at a time. Without it all parts of the page follow one another under their headings. A tab of
 * the address's fragment is opened, and every folded part for printing.
 */
const TABS_SCRIPT = `(() => {
  const list = document.getElementById("tabs");
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const show = (chosen) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      panelOf(tab).hidden = !isChosen;
    }
  };
  for (const tab of tabs) {
    const panel = panelOf(tab);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.tabIndex = 0;
    tab.addEventListener("click", () => show(tab));
  }
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    show(next);
    next.focus();
  });
  const named = () => tabs.find((tab) => "#" + panelOf(tab).id === location.hash);
  addEventListener("hashchange", () => show(named() ?? tabs[0]));
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details")) part.open = true;
  });
  list.hidden = false;
  show(named() ?? tabs[0]);
})();`;

/** The script's element, and what a page's policy says to allow it alone. */
export const tabsScript = `<script>${TABS_SCRIPT}</script>`;
export const tabsPolicy = `script-src 'sha256-${createHash("sha256").update(TABS_SCRIPT).digest("base64")}'`;

const idOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");

/** Tabs, of names and their content as HTML. */
export function tabsHtml(tabs: readonly { readonly name: string; readonly html: string }[]): string {
  const buttons = tabs.map(({ name }) => {
    const id = idOf(name);
    return `<button type="button" role="tab" id="tab-${id}" aria-controls="${id}" aria-selected="false">${escaped(name)}</button>`;
  });
  const panels = tabs.map(
    ({ name, html }) =>
      `<section id="${idOf(name)}" aria-label="${escaped(name)}">\n<h2>${escaped(name)}</h2>\n${html}\n</section>`,
  );
  return `<div id="tabs" role="tablist" aria-label="Parts of the report" hidden>${buttons.join("")}</div>\n${panels.join("\n")}`;
}

/** Length of the bars' scale over the longest bar. */
const BAND_ROOM = 1.25;

/** Stacked bars as a table whose lines become blocks on a phone. */
export function barsHtml(bars: StackedRows): string {
  const { title, head, keys, rows, notes } = bars;
  // Bands may be many times as long as the bars: what extends beyond this scale is cut off.
  const most = BAND_ROOM * Math.max(...rows.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0)));
  const headings = head.map((name, n) => `<th scope="col"${n > 1 ? ' class="n"' : ""}>${escaped(name)}</th>`);
  return `<h2 class="message">${escaped(title)}</h2>
<table class="bars">
<thead><tr>${headings.join("")}</tr></thead><tbody>
${rows.map((row) => rowHtml(row, bars, most)).join("\n")}
</tbody></table>
<ul class="keys">${keys.map(({ name, colour }) => `<li><i style="background:${colour}"></i>${escaped(name)}</li>`).join("")}</ul>
${notes.map((note) => `<p class="sub">${escaped(note)}</p>`).join("\n")}`;
}

/** Share of a length in percent, in few digits. */
const share = (value: number, whole: number): string => `${((100 * value) / whole).toFixed(2)}%`;

function rowHtml(
  { name, parts, total, band, cells }: StackedRow,
  { keys, head }: StackedRows,
  most: number,
): string {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const shares = keys.map((key, n) => ({ ...key, part: parts[n] })).filter(({ part }) => part > 0);
  const words = shares.map((own) => `${own.name} ${Math.round((100 * own.part) / whole)} %`).join(", ");
  const stack = shares.map(
    ({ name: part, colour, part: value }) =>
      `<i style="background:${colour};width:${share(value, whole)}" title="${escaped(part)} ${share(value, whole).replace("%", " %")}"></i>`,
  );
  const range =
    band === null
      ? ""
      : `<span class="band${band.high > most ? " cut" : ""}" style="left:${share(band.low, most)};width:${share(Math.min(band.high, most) - band.low, most)}"></span>`;
  const ends = band === null ? "" : `<span class="band-text">${escaped(band.text)}</span>`;
  const others = cells.map(
    (cell, n) =>
      `<td class="n" data-of="${escaped(head[n + 3])}">${escaped(cell.text)}<span class="small" style="width:${share(cell.share, 1)}"></span></td>`,
  );
  return `<tr><th scope="row">${escaped(name)}</th><td class="bar"><div class="stack" role="img" aria-label="${escaped(words)}"><div class="of" style="width:${share(whole, most)}">${stack.join("")}</div>${range}</div></td><td class="n" data-of="${escaped(head[2])}">${escaped(total)}${ends}</td>${others.join("")}</tr>`;
}
