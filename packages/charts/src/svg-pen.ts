// A pen that writes its drawing as SVG, for charts of reports and for files saved by the explorer's page.

import { escaped, fontOf, paint } from "./style.ts";

/** Initial settings of a context, which `save` keeps. */
const INITIAL = {
  font: "12px sans-serif",
  fillStyle: "#000000" as CanvasRenderingContext2D["fillStyle"],
  strokeStyle: "#000000" as CanvasRenderingContext2D["strokeStyle"],
  lineWidth: 1,
  lineCap: "butt" as CanvasLineCap,
  lineJoin: "miter" as CanvasLineJoin,
  lineDashOffset: 0,
  globalAlpha: 1,
  textAlign: "left" as CanvasTextAlign,
  textBaseline: "alphabetic" as CanvasTextBaseline,
};
const SETTINGS = Object.keys(INITIAL) as (keyof typeof INITIAL)[];

type Settings = typeof INITIAL;

/** Drawing methods and settings that SVG supports. */
export type VectorPen = Settings &
  OutlinePen &
  ReturnType<typeof statePen> &
  Pick<
    CanvasRenderingContext2D,
    | "clip"
    | "stroke"
    | "fill"
    | "fillRect"
    | "strokeRect"
    | "clearRect"
    | "fillText"
    | "strokeText"
    | "measureText"
  > & {
    drawImage(image: OffscreenCanvas, x: number, y: number, width: number, height: number): void;
  };

type OutlinePen = Pick<
  CanvasRenderingContext2D,
  "beginPath" | "closePath" | "moveTo" | "lineTo" | "arc" | "bezierCurveTo" | "rect"
>;

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** Product of two matrices; the second is applied first. */
const times = ([a, b, c, d, e, f]: Matrix, [p, q, r, s, t, u]: Matrix): Matrix => [
  a * p + c * q,
  b * p + d * q,
  a * r + c * s,
  b * r + d * s,
  a * t + c * u + e,
  b * t + d * u + f,
];

const short = (value: number): string => String(Math.round(value * 100) / 100);

const ANCHORS: Readonly<Record<string, string>> = {
  left: "start",
  center: "middle",
  right: "end",
  end: "end",
};
/** Shift of a text's baseline in ems, for top, middle and bottom in the font of our charts. */
const SHIFTS: Readonly<Record<string, number>> = { top: 0.76, middle: 0.26, bottom: -0.24 };

/** Collects a path, and gives its SVG text. */
function outlinePen(): { pen: OutlinePen; text: () => string } {
  let path = "";
  const pen: OutlinePen = {
    beginPath() {
      path = "";
    },
    closePath() {
      if (path !== "") path += "Z";
    },
    moveTo(x, y) {
      path += `M${short(x)} ${short(y)}`;
    },
    lineTo(x, y) {
      path += `${path === "" ? "M" : "L"}${short(x)} ${short(y)}`;
    },
    arc(x, y, radius, from, to, isBack = false) {
      const r = short(radius);
      if (Math.abs(to - from) >= 2 * Math.PI - 1e-9) {
        path += `M${short(x - radius)} ${short(y)}a${r} ${r} 0 1 0 ${short(2 * radius)} 0a${r} ${r} 0 1 0 ${short(-2 * radius)} 0`;
        return;
      }
      pen.lineTo(x + radius * Math.cos(from), y + radius * Math.sin(from));
      const round = 2 * Math.PI;
      const way = (((isBack ? from - to : to - from) % round) + round) % round;
      path += `A${r} ${r} 0 ${way > Math.PI ? 1 : 0} ${isBack ? 0 : 1} ${short(x + radius * Math.cos(to))} ${short(y + radius * Math.sin(to))}`;
    },
    bezierCurveTo(...points) {
      path += `C${points.map(short).join(" ")}`;
    },
    rect(x, y, w, h) {
      path += `M${short(x)} ${short(y)}h${short(w)}v${short(h)}h${short(-w)}Z`;
    },
  };
  return { pen, text: () => path };
}

/** The drawing so far, and the pen's settings that are no plain fields. */
class Sheet {
  matrix = IDENTITY;
  dash: readonly number[] = [];
  /** Name of the clipping region; "" for none. */
  region = "";
  private parts: string[] = [];
  private readonly regions = new Map<string, string>();
  private open = "";

  add(element: string): void {
    if (this.region !== this.open) {
      const begun = this.region === "" ? "" : `<g clip-path="url(#${this.region})">`;
      this.parts.push(`${this.open === "" ? "" : "</g>"}${begun}`);
      this.open = this.region;
    }
    this.parts.push(element);
  }

  clear(): void {
    this.parts = [];
    this.open = "";
  }

  /** Clips later drawing to a path within the current region. */
  clip(path: string): void {
    const within = this.region === "" ? "" : ` clip-path="url(#${this.region})"`;
    const shape = `${within}><path d="${path}"${this.moved()}/>`;
    const name = this.regions.get(shape) ?? `clip${this.regions.size + 1}`;
    this.regions.set(shape, name);
    this.region = name;
  }

  turn(matrix: Matrix): void {
    this.matrix = times(this.matrix, matrix);
  }

  moved(): string {
    if (this.matrix.every((value, n) => value === IDENTITY[n])) return "";
    return ` transform="matrix(${this.matrix.map((value) => Math.round(value * 1e6) / 1e6).join(" ")})"`;
  }

  text(width: number, height: number, ground: string): string {
    const shapes = [...this.regions].map(([shape, id]) => `<clipPath id="${id}"${shape}</clipPath>`).join("");
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="${ground}"/>${shapes === "" ? "" : `<defs>${shapes}</defs>`}${this.parts.join("")}${this.open === "" ? "" : "</g>"}</svg>\n`;
  }
}

const look = (settings: Settings, sheet: Sheet): string =>
  `${settings.globalAlpha < 1 ? ` opacity="${short(settings.globalAlpha)}"` : ""}${sheet.moved()}`;

/** Attributes of a line with the pen's settings. */
function line(settings: Settings, sheet: Sheet): string {
  const { strokeStyle, lineWidth, lineCap, lineJoin, lineDashOffset } = settings;
  const { dash } = sheet;
  return [
    `${paint("stroke", strokeStyle)} stroke-width="${short(lineWidth)}"`,
    dash.length === 0 ? "" : ` stroke-dasharray="${dash.map(short).join(" ")}"`,
    dash.length === 0 || lineDashOffset === 0 ? "" : ` stroke-dashoffset="${short(lineDashOffset)}"`,
    lineCap === "butt" ? "" : ` stroke-linecap="${lineCap}"`,
    lineJoin === "miter" ? "" : ` stroke-linejoin="${lineJoin}"`,
    look(settings, sheet),
  ].join("");
}

/** Attributes of a text without its paint; a text wider than `most` is compressed to it. */
function letters(settings: Settings, x: number, y: number, width: number, most = width): string {
  const { weight, size, family } = fontOf(settings.font);
  const shift = (SHIFTS[settings.textBaseline] ?? 0) * size;
  const bold = weight === "" ? "" : ` font-weight="${weight}"`;
  const narrowed = width > most ? ` textLength="${short(most)}" lengthAdjust="spacingAndGlyphs"` : "";
  return `<text x="${short(x)}" y="${short(y + shift)}" font-family="${escaped(family)}" font-size="${size}"${bold} text-anchor="${ANCHORS[settings.textAlign] ?? "start"}"${narrowed}`;
}

const rectangle = (x: number, y: number, w: number, h: number): string =>
  `<rect x="${short(Math.min(x, x + w))}" y="${short(Math.min(y, y + h))}" width="${short(Math.abs(w))}" height="${short(Math.abs(h))}"`;

/** A pen and the text of its drawing. */
export interface SvgPen {
  readonly pen: VectorPen;
  readonly text: () => string;
}

/**
 * A pen for a drawing of `width` × `height` CSS pixels on a background. Texts are escaped; pictures are
 * embedded as PNG by `pictureUrl`; `measure` gives the size of a text in a font.
 */
export function svgPen(
  width: number,
  height: number,
  ground: string,
  measure: (font: string, text: string) => TextMetrics,
  pictureUrl: (picture: OffscreenCanvas) => string,
): SvgPen {
  const sheet = new Sheet();
  const outline = outlinePen();
  const fill = (): string => `${paint("fill", pen.fillStyle)}${look(pen, sheet)}`;
  const pen: VectorPen = {
    ...INITIAL,
    ...statePen(sheet, () => pen),
    ...outline.pen,
    clip: () => sheet.clip(outline.text()),
    stroke() {
      if (outline.text() !== "") sheet.add(`<path d="${outline.text()}" fill="none" ${line(pen, sheet)}/>`);
    },
    fill() {
      if (outline.text() !== "") sheet.add(`<path d="${outline.text()}" ${fill()}/>`);
    },
    fillRect(...box) {
      sheet.add(`${rectangle(...box)} ${fill()}/>`);
    },
    strokeRect(...box) {
      sheet.add(`${rectangle(...box)} fill="none" ${line(pen, sheet)}/>`);
    },
    // Only the whole drawing is ever cleared, before a redraw.
    clearRect: () => sheet.clear(),
    fillText(text, x, y, most) {
      const shape = letters(pen, x, y, most === undefined ? 0 : measure(pen.font, text).width, most);
      sheet.add(`${shape} ${fill()}>${escaped(text)}</text>`);
    },
    strokeText(text, x, y, most) {
      const shape = letters(pen, x, y, most === undefined ? 0 : measure(pen.font, text).width, most);
      // Round joins, because mitres would stick out of the letters' sharp corners.
      const stroke = line({ ...pen, lineJoin: "round" }, sheet);
      sheet.add(`${shape} fill="none" ${stroke}>${escaped(text)}</text>`);
    },
    measureText: (text) => measure(pen.font, text),
    drawImage(picture, ...box) {
      const url = pictureUrl(picture);
      const place = rectangle(...box).replace("<rect", "<image");
      sheet.add(`${place} preserveAspectRatio="none" href="${url}"${look(pen, sheet)}/>`);
    },
  };
  ignoreUndefined(pen);
  return { pen, text: () => sheet.text(width, height, ground) };
}

/** Ignores undefined values of settings, as a canvas does. */
function ignoreUndefined(pen: Settings): void {
  for (const name of SETTINGS) {
    let value: unknown = pen[name];
    const set = (given: unknown): void => {
      value = given ?? value;
    };
    Object.defineProperty(pen, name, { get: () => value, set, enumerable: true });
  }
}

/** Transformation, clipping and dash state, which can be saved and restored. */
function statePen(sheet: Sheet, pen: () => Settings) {
  const saved: { sheet: Pick<Sheet, "matrix" | "dash" | "region">; settings: Settings }[] = [];
  return {
    save() {
      const { matrix, dash, region } = sheet;
      const settings = Object.fromEntries(SETTINGS.map((name) => [name, pen()[name]])) as Settings;
      saved.push({ sheet: { matrix, dash, region }, settings });
    },
    restore() {
      const last = saved.pop();
      if (last === undefined) return;
      Object.assign(sheet, last.sheet);
      Object.assign(pen(), last.settings);
    },
    translate: (x: number, y: number) => sheet.turn([1, 0, 0, 1, x, y]),
    rotate: (by: number) => sheet.turn([Math.cos(by), Math.sin(by), -Math.sin(by), Math.cos(by), 0, 0]),
    setTransform(...matrix: unknown[]) {
      sheet.matrix = matrix as unknown as Matrix;
    },
    resetTransform() {
      sheet.matrix = IDENTITY;
    },
    setLineDash(segments: Iterable<number>) {
      sheet.dash = [...segments];
    },
    getLineDash: () => [...sheet.dash],
  };
}
