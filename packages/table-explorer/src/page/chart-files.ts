// Saves a chart of the page as a file.

import { byId, downloadBlob, downloadText, element, svgPen } from "#charts";
import { type Surface, surfaceOf, type Theme } from "./canvas.ts";

/** Draws a chart on a surface. */
type Draw = (surface: Surface) => void;

/** Binds the buttons under a chart that save it as SVG and PNG, on the page's background. */
export function bindChartFiles(
  canvas: HTMLCanvasElement,
  name: string,
  theme: () => Theme,
  draw: Draw,
): void {
  byId(`${canvas.id}-svg`).addEventListener("click", () =>
    downloadText(`${name}.svg`, svgOf(canvas, theme(), draw), "image/svg+xml"),
  );
  byId(`${canvas.id}-png`).addEventListener("click", () => {
    const copy = element("canvas");
    copy.width = canvas.width;
    copy.height = canvas.height;
    const { width, ratio, height } = surfaceOf(canvas);
    const context = copy.getContext("2d") as CanvasRenderingContext2D;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme().surface;
    context.fillRect(0, 0, width, height);
    draw({ context, ratio, width, height });
    // Resizing has cleared the canvas.
    draw(surfaceOf(canvas));
    copy.toBlob((blob) => {
      if (blob !== null) downloadBlob(`${name}.png`, blob);
    });
  });
}

function svgOf(
  { clientWidth: width, clientHeight: height }: HTMLCanvasElement,
  theme: Theme,
  draw: Draw,
): string {
  const ruler = new OffscreenCanvas(1, 1).getContext("2d") as OffscreenCanvasRenderingContext2D;
  const { pen, text } = svgPen(
    width,
    height,
    theme.surface,
    (font, words) => {
      ruler.font = font;
      return ruler.measureText(words);
    },
    (picture) => {
      const copy = element("canvas");
      copy.width = picture.width;
      copy.height = picture.height;
      copy.getContext("2d")?.drawImage(picture, 0, 0);
      return copy.toDataURL("image/png");
    },
  );
  draw({ context: pen, ratio: 2, width, height });
  return text();
}
