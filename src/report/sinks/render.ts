import { createRequire } from "node:module";
import type { Chart, ChartConfiguration } from "chart.js";

const FAMILY = "DejaVu Sans";
const require = createRequire(import.meta.url);
/** Bundled at build time with a canvas that needs no native build (scripts/build-chart-canvas.mjs). */
const { ChartJSNodeCanvas }: typeof import("chartjs-node-canvas") = require("../generated/chart-canvas.cjs");
type ChartCanvas = InstanceType<typeof ChartJSNodeCanvas>;

/** Chart configurations → pictures. The only place that draws; text uses one font that ships with the package. */
export interface ChartRenderer {
  /** One chart as PNG, width × height in CSS pixels at two device pixels each. */
  png(configuration: ChartConfiguration, width: number, height: number): Promise<Uint8Array>;
  /** One chart as SVG: its text stays text, and every mark is a path of its own. */
  svg(configuration: ChartConfiguration, width: number, height: number): string;
  /** One chart as a page of PDF, with its font; a CSS pixel is 1/96 inch. */
  pdf(configuration: ChartConfiguration, width: number, height: number): Uint8Array;
}

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
  const canvasOf = (kind: "png" | "svg" | "pdf", width: number, height: number): ChartCanvas => {
    const key = `${kind} ${width} ${height}`;
    const canvas =
      known.get(key) ??
      new ChartJSNodeCanvas({
        width,
        height,
        backgroundColour: "white",
        chartCallback: useFont,
        ...(kind === "png" ? {} : { type: kind }),
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
    png: async (configuration, width, height) =>
      canvasOf("png", width, height).renderToBuffer(drawn(configuration, 2)),
    svg: (configuration, width, height) =>
      canvasOf("svg", width, height)
        .renderToBufferSync(drawn(configuration, 1), "image/svg+xml")
        .toString("utf8"),
    pdf: (configuration, width, height) =>
      canvasOf("pdf", width, height).renderToBufferSync(drawn(configuration, 1), "application/pdf"),
  };
}

function useFont(chart: typeof Chart): void {
  chart.defaults.font.family = FAMILY;
  chart.defaults.font.size = 13;
  chart.defaults.color = "#222222";
}
