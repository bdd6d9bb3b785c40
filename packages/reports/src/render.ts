import { createRequire } from "node:module";
import { Chart, type ChartConfiguration } from "chart.js/auto";
import { thrownText } from "#base";
import { fontOf, svgPen, textWidths } from "#charts";
import { readInputBytes, shippedFile } from "#local-io";
import { CANVAS, noCanvas } from "./canvas-package.ts";

const FAMILY = "DejaVu Sans";
const MOST_FONT_BYTES = 1 << 24;
const require = createRequire(import.meta.url);

/** What is used of the canvas that chartjs-node-canvas makes. */
interface ChartCanvas {
  registerFont(file: string, options: { readonly family: string }): void;
  renderToBuffer(configuration: ChartConfiguration): Promise<Uint8Array>;
  renderToBufferSync(configuration: ChartConfiguration, mime: string): Uint8Array;
}
interface CanvasPackage {
  readonly ChartJSNodeCanvas: new (options: {
    readonly width: number;
    readonly height: number;
    readonly backgroundColour: string;
    readonly chartCallback: (chart: typeof Chart) => void;
    readonly type?: string;
  }) => ChartCanvas;
}

/**
 * Renders chart configurations as pictures, in one font that ships with the package. Pixels and PDF need an
 * optional package, a canvas with a binary for each platform: ConfigError if it is missing. SVG does not.
 */
export interface ChartRenderer {
  /**
   * A chart as PNG, width × height in CSS pixels at two device pixels each. A zoom below 1 shrinks the whole
   * picture, including text and lines.
   */
  png(configuration: ChartConfiguration, width: number, height: number, zoom?: number): Promise<Uint8Array>;
  /** A chart as SVG: text stays text, and every mark is a separate path. */
  svg(configuration: ChartConfiguration, width: number, height: number, zoom?: number): string;
  /** A chart as a PDF page with its font; a CSS pixel is 1/96 inch. */
  pdf(configuration: ChartConfiguration, width: number, height: number, zoom?: number): Uint8Array;
}

/** PDF points per CSS pixel. */
const PDF_POINTS = 72 / 96;

/** Regular and bold. */
const SHIPPED_FONTS: readonly string[] = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) =>
  require.resolve(`dejavu-fonts-ttf/ttf/${name}`),
);

/** Throws if a font file is missing or invalid: without its font a chart would lack its words. */
export function createRenderer(fonts: readonly string[] = SHIPPED_FONTS): ChartRenderer {
  // Each canvas loads its own chart.js, so charts of one size share it.
  const known = new Map<string, ChartCanvas>();
  const canvasOf = (type: string, width: number, height: number): ChartCanvas => {
    const key = `${type} ${width} ${height}`;
    const canvas =
      known.get(key) ??
      new (canvasPackage().ChartJSNodeCanvas)({
        width,
        height,
        backgroundColour: "white",
        chartCallback: useFont,
        // The canvas of scripts/build-chart-canvas.mjs encodes the scale of a PDF page in its type.
        ...(type === "png" ? {} : { type }),
      });
    if (!known.has(key)) for (const font of fonts) canvas.registerFont(font, { family: FAMILY });
    known.set(key, canvas);
    return canvas;
  };
  let measure: Ruler | undefined;
  const drawn = (configuration: ChartConfiguration, devicePixelRatio: number): ChartConfiguration =>
    ({
      ...configuration,
      options: { ...configuration.options, devicePixelRatio, animation: false },
    }) as ChartConfiguration;
  return {
    png: async (configuration, width, height, zoom = 1) =>
      canvasOf("png", width, height).renderToBuffer(drawn(configuration, 2 * zoom)),
    svg: (configuration, width, height, zoom = 1) => {
      measure ??= rulerOf(fonts);
      const text = vectorsOf(drawn(configuration, 1), width, height, measure);
      if (zoom === 1) return text;
      return text.replace(
        / width="[^"]*" height="[^"]*"/,
        ` width="${zoom * width}" height="${zoom * height}"`,
      );
    },
    pdf: (configuration, width, height, zoom = 1) => {
      const scale = zoom * PDF_POINTS;
      return canvasOf(`pdf ${scale}`, width, height).renderToBufferSync(
        drawn(configuration, scale),
        "application/pdf",
      );
    },
  };
}

/** Loads the bundled canvas, which needs no native build (scripts/build-chart-canvas.mjs). */
function canvasPackage(): CanvasPackage {
  try {
    return require(shippedFile(import.meta.url, "dist", "report", "generated", "chart-canvas.cjs"));
  } catch (error) {
    if (!thrownText(error).includes(CANVAS)) throw error;
    throw noCanvas();
  }
}

type Ruler = Parameters<typeof svgPen>[3];

/** Measures texts in the regular and the bold font. */
function rulerOf(fonts: readonly string[]): Ruler {
  const [regular, bold = regular] = fonts.map((file) => textWidths(readInputBytes(file, MOST_FONT_BYTES)));
  return (font, text) => {
    const { weight, size } = fontOf(font);
    const widths = weight === "bold" || Number(weight) >= 600 ? bold : regular;
    return { width: size * widths(text) } as TextMetrics;
  };
}

/** A chart as SVG, drawn by a pen that Chart.js takes for a canvas context. */
function vectorsOf(configuration: ChartConfiguration, width: number, height: number, measure: Ruler): string {
  const { pen, text } = svgPen(width, height, "#FFFFFF", measure, () => "");
  const canvas = { width, height, style: {}, getContext: () => pen };
  Object.assign(pen, { canvas });
  const options = { ...configuration.options, responsive: false };
  useFont(Chart);
  const chart = new Chart(canvas as unknown as HTMLCanvasElement, { ...configuration, options });
  const svg = text();
  chart.destroy();
  return svg;
}

function useFont(chart: Pick<typeof Chart, "defaults">): void {
  chart.defaults.font.family = FAMILY;
  chart.defaults.font.size = 13;
  chart.defaults.color = "#222222";
}
