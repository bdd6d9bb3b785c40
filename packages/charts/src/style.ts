// Fonts and colours from their spelling in a canvas.

/** Escapes text for SVG content and attributes. */
export const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    // Control characters have no place in XML, whichever way they are spelled.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");

/** Attributes of a colour; transparency is a separate opacity, as some SVG readers know no other way. */
export function paint(property: "fill" | "stroke", style: unknown): string {
  const colour = String(style);
  if (colour === "transparent") return `${property}="none"`;
  const [, rgb, alpha] =
    /^rgba\((\s*[\d.]+\s*,\s*[\d.]+\s*,\s*[\d.]+\s*),\s*([\d.]+)\s*\)$/.exec(colour) ??
    /^(#[\da-f]{6})([\da-f]{2})$/i.exec(colour) ??
    [];
  if (rgb === undefined) return `${property}="${escaped(colour)}"`;
  const [plain, share] = rgb.startsWith("#")
    ? [rgb, Number.parseInt(alpha, 16) / 255]
    : [`rgb(${rgb})`, Number(alpha)];
  return share === 0
    ? `${property}="none"`
    : `${property}="${plain}" ${property}-opacity="${Math.round(share * 100) / 100}"`;
}

const FONT = /^(?:(?:normal|italic|oblique) )?(?:(\w+) )?(\d+(?:\.\d+)?)px (.*)$/;

/** Weight ("" for normal), size in CSS pixels and family of a context's font. */
export function fontOf(font: string): { weight: string; size: number; family: string } {
  const [, weight = "", size = "12", family = "sans-serif"] = FONT.exec(font) ?? [];
  return { weight: weight === "normal" ? "" : weight, size: Number(size), family };
}

/** Advance width of a text in ems, without kerning. */
export type TextWidth = (text: string) => number;

/**
 * Character widths of a font, from the tables `cmap`, `hmtx`, `hhea` and `head` of its TrueType file. Throws
 * RangeError for bytes that are no such font.
 */
export function textWidths(bytes: Uint8Array): TextWidth {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<string, number>();
  for (let n = 0; n < view.getUint16(4); n++) {
    const at = 12 + 16 * n;
    tables.set(String.fromCharCode(...bytes.subarray(at, at + 4)), view.getUint32(at + 8));
  }
  const table = (name: string): number => {
    const at = tables.get(name);
    if (at === undefined) throw new RangeError(`a font without the table ${name}`);
    return at;
  };
  const em = view.getUint16(table("head") + 18);
  const last = view.getUint16(table("hhea") + 34) - 1;
  const advances = table("hmtx");
  const glyphOf = glyphsOf(view, table("cmap"));
  const known = new Map<string, number>();
  const widthOf = (letter: string): number => {
    const width =
      known.get(letter) ??
      view.getUint16(advances + 4 * Math.min(last, glyphOf(letter.codePointAt(0) as number))) / em;
    known.set(letter, width);
    return width;
  };
  return (text) => [...text].reduce((sum, letter) => sum + widthOf(letter), 0);
}

/** Glyph number of a character, 0 without one, from the first table of format 4 (Unicode's first plane). */
function glyphsOf(view: DataView, cmap: number): (code: number) => number {
  let at = 0;
  for (let n = 0; n < view.getUint16(cmap + 2) && at === 0; n++) {
    const own = cmap + view.getUint32(cmap + 4 + 8 * n + 4);
    if (view.getUint16(own) === 4) at = own;
  }
  if (at === 0) throw new RangeError("a font without a table of its letters");
  const size = view.getUint16(at + 6);
  const [ends, starts, deltas, offsets] = [14, 16 + size, 16 + 2 * size, 16 + 3 * size].map(
    (own) => at + own,
  );
  return (code) => {
    for (let n = 0; n < size; n += 2) {
      if (code > view.getUint16(ends + n)) continue;
      const start = view.getUint16(starts + n);
      if (code < start) return 0;
      const offset = view.getUint16(offsets + n);
      const glyph = offset === 0 ? code : view.getUint16(offsets + n + offset + 2 * (code - start));
      return glyph === 0 ? 0 : (glyph + view.getUint16(deltas + n)) & 0xffff;
    }
    return 0;
  };
}
