import type { VectorPen } from "#charts";

/** Drawing interface shared by a canvas context and the SVG writer. */
export type Pen = Pick<
  VectorPen,
  | "font"
  | "fillStyle"
  | "strokeStyle"
  | "lineWidth"
  | "globalAlpha"
  | "textAlign"
  | "textBaseline"
  | "beginPath"
  | "moveTo"
  | "lineTo"
  | "arc"
  | "stroke"
  | "fill"
  | "fillRect"
  | "strokeRect"
  | "fillText"
  | "strokeText"
  | "measureText"
  | "setLineDash"
  | "drawImage"
>;

/** A canvas at its displayed size, in CSS pixels, sharp on any screen. */
export interface Surface {
  readonly context: Pen;
  /** Screen pixels per CSS pixel. */
  readonly ratio: number;
  readonly width: number;
  readonly height: number;
}

export function surfaceOf(canvas: HTMLCanvasElement): Surface {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, ratio, width, height };
}

/** Position of a pointer on a canvas, CSS pixels. */
export function pointOf(canvas: HTMLCanvasElement, event: MouseEvent): { x: number; y: number } {
  const box = canvas.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** Wraps a text into at most `most` lines of at most `width`; the rest is cut. */
export function wrapped(context: Pen, text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] = `${kept[most - 1]} …`;
  return kept.map((own) => cut(context, own, width));
}

function cut(context: Pen, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let kept = text;
  while (kept.length > 1 && context.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}

/** Colours of drawings, from the page's style sheet for light and dark. */
export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly faded: string;
  readonly dominated: string;
  readonly front: string;
  readonly accent: string;
  readonly font: string;
  readonly isDark: boolean;
}

export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: of("ink"),
    muted: of("muted"),
    line: of("line"),
    surface: of("surface"),
    faded: of("faded"),
    dominated: of("dominated"),
    front: of("front"),
    accent: of("accent"),
    font: style.fontFamily,
    isDark: style.colorScheme === "dark",
  };
}
