import { createRequire } from "node:module";
import type { Chart, ChartConfiguration } from "chart.js";
import { packagePath } from "../../runtime/package-files.ts";

const FAMILY = "DejaVu Sans";
const require = createRequire(import.meta.url);
/** Bundled at build time with a canvas that needs no native build (scripts/build-chart-canvas.mjs). */
const { ChartJSNodeCanvas }: typeof import("chartjs-node-canvas") = require(
  packagePath("dist", "report", "generated", "chart-canvas.cjs"),
);
type ChartCanvas = InstanceType<typeof ChartJSNodeCanvas>;

/** Chart configurations → pictures. The only place that draws; text uses one font that ships with the package. */
export interface ChartRenderer {
  /**
   * One chart as PNG, width × height in CSS pixels at two device pixels each. A zoom below 1 makes the whole picture smaller
   * by it, letters and lines included.
   */
  png(configuration: ChartConfiguration, width: number, height: number, zoom?: number): Promise<Uint8Array>;
  /** One chart as SVG: its text stays text, and every mark is a path of its own. */
  svg(configuration: ChartConfiguration, width: number, height: number, zoom?: number): string;
  /** One chart as a page of PDF with its font; a CSS pixel is 1/96 inch. */
  pdf(configuration: ChartConfiguration, width: number, height: number, zoom?: number): Uint8Array;
}

/** Points of PDF in a CSS pixel. */
const PDF_POINTS = 72 / 96;

/** Regular and bold. */
const SHIPPED_FONTS: readonly string[] = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) =>
  require.resolve(`dejavu-fonts-ttf/ttf/${name}`),
);

/**
 * Throws when a font file is missing or is no font: a chart without its font would be blank where its words
 * are.
 */
export function createRenderer(fonts: readonly string[] = SHIPPED_FONTS): ChartRenderer {
  // A canvas loads a chart.js of its own: charts of one size share it.
  const known = new Map<string, ChartCanvas>();
  const canvasOf = (type: string, width: number, height: number): ChartCanvas => {
    const key = `${type} ${width} ${height}`;
    const canvas =
      known.get(key) ??
      new ChartJSNodeCanvas({
        width,
        height,
        backgroundColour: "white",
        chartCallback: useFont,
        // The canvas of scripts/build-chart-canvas.mjs reads the scale of a page of PDF out of its type.
        ...(type === "png" ? {} : { type: type as "svg" | "pdf" }),
      });
    if (!known.has(key)) for (const font of fonts) canvas.registerFont(font, { family: FAMILY });
    known.set(key, canvas);
    return canvas;
  };
  const drawn = (configuration: ChartConfiguration, devicePixelRatio: number): ChartConfiguration =>
    ({
      ...configuration,
      options: { ...configuration.options, devicePixelRatio, animation: false },
    }) as ChartConfiguration;
  return {
    png: async (configuration, width, height, zoom = 1) =>
      canvasOf("png", width, height).renderToBuffer(drawn(configuration, 2 * zoom)),
    svg: (configuration, width, height, zoom = 1) => {
      const text = canvasOf("svg", width, height)
        .renderToBufferSync(drawn(configuration, 1), "image/svg+xml")
        .toString("utf8");
      if (zoom === 1) return text;
      const size = ` width="${zoom * width}" height="${zoom * height}" viewBox="0 0 ${width} ${height}"`;
      return text.replace(/(<svg\b[^>]*?) width="[^"]*" height="[^"]*"/, `$1${size}`);
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

function useFont(chart: typeof Chart): void {
  chart.defaults.font.family = FAMILY;
  chart.defaults.font.size = 13;
  chart.defaults.color = "#222222";
}
