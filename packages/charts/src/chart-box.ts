import { amount, csvText, digits, percent } from "#base";
import { downloadBlob, downloadText, element } from "./page-element.ts";

/** Numbers of a chart, SI; null for empty cells. */
export interface ChartTable {
  /** A column without a unit has words or counts; `share` means fractions of one. */
  readonly columns: readonly { readonly name: string; readonly unit?: string }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Content of a chart box. */
export interface Shown {
  /** Null without anything to draw; the sentences then give the reason. */
  readonly picture: SVGSVGElement | null;
  readonly sentences: readonly string[];
  readonly keys?: readonly (readonly [name: string, colour: string])[];
  readonly table: ChartTable;
  /** Numbers for the file, if they are more than the table. */
  readonly file?: () => ChartTable;
}

/** A section with a chart and its numbers, both downloadable. */
export interface ChartBox {
  readonly section: HTMLDetailsElement;
  readonly controls: HTMLElement;
  /** Available width of a picture, CSS pixels. */
  readonly width: () => number;
  readonly show: (shown: Shown) => void;
  /** Shows a status line. */
  readonly say: (text: string) => void;
}

/** `about`: the question that the chart answers. */
export function createChartBox(id: string, title: string, about: string, isOpen = false): ChartBox {
  const controls = element("div", { class: "controls" });
  const status = element("p", { class: "hint", role: "status" });
  const sentences = element("div");
  const figure = element("div", { class: "picture" });
  const keys = element("ul", { class: "keys" });
  const table = element("div", {
    class: "scroll",
    tabindex: 0,
    role: "region",
    "aria-label": `${title}: numbers`,
  });
  const buttons = (["SVG", "PNG", "CSV"] as const).map((format) => {
    const made = element(
      "button",
      { type: "button", "aria-label": `Download ${title} as ${format}` },
      format,
    );
    made.addEventListener("click", () => download(format));
    return made;
  });
  const files = element("div", { class: "buttons" }, ...buttons);
  const numbers = element("details", {}, element("summary", {}, "The same as a table"), table);
  const section = element(
    "details",
    { class: "view", id, ...(isOpen ? { open: true } : {}) },
    element("summary", {}, element("h2", {}, title)),
    element("p", { class: "hint" }, about),
    controls,
    status,
    sentences,
    figure,
    keys,
    files,
    numbers,
  );
  let last: Shown | null = null;
  const download = (format: "SVG" | "PNG" | "CSV"): void => {
    if (last === null) return;
    const { picture, file, table: shown } = last;
    if (format === "CSV") downloadText(`${id}.csv`, csvOf(file?.() ?? shown));
    else if (picture !== null && format === "SVG")
      downloadText(`${id}.svg`, svgFile(picture), "image/svg+xml");
    else if (picture !== null) void downloadPng(`${id}.png`, picture);
  };
  return {
    section,
    controls,
    width: () => Math.max(260, figure.clientWidth || section.clientWidth - 4),
    say: (text) => {
      status.textContent = text;
    },
    show: (shown) => {
      last = shown;
      const { picture } = shown;
      sentences.replaceChildren(...shown.sentences.map((text) => element("p", {}, text)));
      figure.replaceChildren(...(picture === null ? [] : [picture]));
      keys.replaceChildren(...(shown.keys ?? []).map(keyOf));
      const isEmpty = shown.table.rows.length === 0;
      for (const part of [files, numbers]) part.hidden = isEmpty;
      buttons[0].hidden = picture === null;
      buttons[1].hidden = picture === null;
      table.replaceChildren(tableOf(shown.table));
    },
  };
}

/** A legend entry of a colour. */
export function keyOf([name, colour]: readonly [name: string, colour: string]): HTMLElement {
  const mark = element("span", { class: "key", "aria-hidden": "true" });
  mark.style.background = colour;
  return element("li", {}, mark, name);
}

function tableOf({ columns, rows }: ChartTable): HTMLElement {
  const head = columns.map(({ name, unit }) =>
    element("th", unit === undefined ? { scope: "col" } : { scope: "col", class: "n" }, name),
  );
  const cellOf = (value: string | number | null, n: number): HTMLElement => {
    const { unit } = columns[n];
    if (typeof value === "string")
      return n === 0 ? element("th", { scope: "row" }, value) : element("td", {}, value);
    if (value === null) return element("td", { class: "n" }, "–");
    const text = unit === undefined ? digits(value) : unit === "share" ? percent(value) : amount(value, unit);
    return element("td", { class: "n" }, element("data", { value: String(value) }, text));
  };
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map(cellOf)))),
  );
}

/** CSV in SI, with units in the header. */
const csvOf = ({ columns, rows }: ChartTable): string =>
  csvText(
    columns.map(({ name, unit }) => (unit === undefined ? name : `${name} (${unit})`)),
    rows.map((row) => row.map((value) => value ?? "")),
  );

/** A drawing as a standalone file, with the page's colours written out. */
export function svgFile(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const [, , width, height] = (picture.getAttribute("viewBox") ?? "0 0 600 400").split(" ");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const style = getComputedStyle(document.documentElement);
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ width, height, fill: "var(--surface)" }))
    ground.setAttribute(name, value);
  copy.prepend(ground);
  return copy.outerHTML
    .replaceAll("currentColor", style.getPropertyValue("--ink").trim())
    .replace(/var\((--[a-z]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim());
}

/** File pixels per CSS pixel. */
const SHARPNESS = 2;

async function downloadPng(name: string, picture: SVGSVGElement): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgFile(picture))}`;
  await image.decode();
  const canvas = element("canvas", {
    width: SHARPNESS * image.naturalWidth,
    height: SHARPNESS * image.naturalHeight,
  });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    if (blob !== null) downloadBlob(name, blob);
  });
}
