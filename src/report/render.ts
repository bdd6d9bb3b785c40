import { createRequire } from "node:module";
import type { Chart, ChartConfiguration } from "chart.js";
import { ChartJSNodeCanvas } from "chartjs-node-canvas";

const FAMILY = "DejaVu Sans";
const require = createRequire(import.meta.url);

/** Chart configurations → PNG. The only place that draws; text uses one font that ships with the package. */
export interface ChartRenderer {
  /** One chart, width × height in CSS pixels at two device pixels each. */
  png(configuration: ChartConfiguration, width: number, height: number): Promise<Uint8Array>;
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
  return {
    async png(configuration, width, height) {
      const canvas = new ChartJSNodeCanvas({
        width,
        height,
        backgroundColour: "white",
        chartCallback: useFont,
      });
      for (const font of fonts) canvas.registerFont(font, { family: FAMILY });
      const drawn = { ...configuration, options: { ...configuration.options, devicePixelRatio: 2 } };
      return canvas.renderToBuffer(drawn as ChartConfiguration);
    },
  };
}

function useFont(chart: typeof Chart): void {
  chart.defaults.font.family = FAMILY;
  chart.defaults.font.size = 13;
  chart.defaults.color = "#222222";
}
