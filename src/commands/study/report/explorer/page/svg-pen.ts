// A pen that writes what it draws as SVG.

import type { Pen } from "./canvas.ts";

const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    // Control characters have no place in XML, whichever way they are spelled.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");

const short = (value: number): string => String(Math.round(value * 100) / 100);

const ANCHORS: Readonly<Record<string, string>> = { left: "start", center: "middle", right: "end" };
/** Shift of a text's baseline in ems: what a canvas calls top, middle and bottom. */
const SHIFTS: Readonly<Record<string, number>> = { top: 0.8, middle: 0.35, bottom: -0.2 };

/** A pen and the text of what it drew. */
export interface SvgPen {
  readonly pen: Pen;
  readonly text: () => string;
}

/**
 * A pen for a drawing of `width` × `height` CSS pixels on a ground. Texts are escaped; pictures are embedded as
 * PNG by `pictureUrl`; `measure` gives the size of a text in a font.
 */
export function svgPen(
  width: number,
  height: number,
  ground: string,
  measure: (font: string, text: string) => TextMetrics,
  pictureUrl: (picture: OffscreenCanvas) => string,
): SvgPen {
  const parts: string[] = [];
  let [path, dash] = ["", ""];
  const line = (pen: Pen): string =>
    `stroke="${pen.strokeStyle}" stroke-width="${short(pen.lineWidth)}"${dash}${opacity(pen)}`;
  const opacity = ({ globalAlpha }: Pen): string =>
    globalAlpha < 1 ? ` opacity="${short(globalAlpha)}"` : "";
  const letters = (text: string, x: number, y: number, paint: string): void => {
    const [, weight = "", size = "12", family = "sans-serif"] =
      /^(?:(\d{3}) )?(\d+(?:\.\d+)?)px (.*)$/.exec(pen.font) ?? [];
    const shift = (SHIFTS[pen.textBaseline] ?? 0) * Number(size);
    const bold = weight === "" ? "" : ` font-weight="${weight}"`;
    parts.push(
      `<text x="${short(x)}" y="${short(y + shift)}" font-family="${escaped(family)}" font-size="${size}"${bold} text-anchor="${ANCHORS[pen.textAlign] ?? "start"}" ${paint}>${escaped(text)}</text>`,
    );
  };
  const rectangle = (x: number, y: number, w: number, h: number): string =>
    `<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}"`;
  const pen: Pen = {
    font: "12px sans-serif",
    fillStyle: "#000000",
    strokeStyle: "#000000",
    lineWidth: 1,
    globalAlpha: 1,
    textAlign: "left",
    textBaseline: "alphabetic",
    beginPath() {
      path = "";
    },
    moveTo(x, y) {
      path += `M${short(x)} ${short(y)}`;
    },
    lineTo(x, y) {
      path += `L${short(x)} ${short(y)}`;
    },
    // Whole circles are all that is drawn.
    arc(x, y, radius) {
      const r = short(radius);
      path += `M${short(x - radius)} ${short(y)}a${r} ${r} 0 1 0 ${short(2 * radius)} 0a${r} ${r} 0 1 0 ${short(-2 * radius)} 0`;
    },
    stroke() {
      if (path !== "") parts.push(`<path d="${path}" fill="none" ${line(pen)}/>`);
    },
    fill() {
      if (path !== "") parts.push(`<path d="${path}" fill="${pen.fillStyle}"${opacity(pen)}/>`);
    },
    fillRect(x, y, w, h) {
      parts.push(`${rectangle(x, y, w, h)} fill="${pen.fillStyle}"${opacity(pen)}/>`);
    },
    strokeRect(x, y, w, h) {
      parts.push(`${rectangle(x, y, w, h)} fill="none" ${line(pen)}/>`);
    },
    fillText(text, x, y) {
      letters(text, x, y, `fill="${pen.fillStyle}"`);
    },
    strokeText(text, x, y) {
      letters(text, x, y, `fill="none" ${line(pen)} stroke-linejoin="round"`);
    },
    measureText: (text) => measure(pen.font, text),
    setLineDash(segments: Iterable<number>) {
      const lengths = [...segments].map(short).join(" ");
      dash = lengths === "" ? "" : ` stroke-dasharray="${lengths}"`;
    },
    drawImage(picture, x, y, w, h) {
      parts.push(
        `<image x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}" preserveAspectRatio="none" href="${pictureUrl(picture)}"/>`,
      );
    },
  };
  return {
    pen,
    text: () =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="${ground}"/>${parts.join("")}</svg>\n`,
  };
}
