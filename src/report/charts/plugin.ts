import type { Chart, ChartType, Plugin } from "chart.js";

/** A drawing of our own under or over the datasets of a chart of any kind. */
export function pluginOf<T extends ChartType>(
  name: string,
  when: "before" | "after",
  draw: (chart: Chart) => void,
): Plugin<T> {
  const plugin: Plugin = {
    id: `crosshash-${name}`,
    ...(when === "before" ? { beforeDatasetsDraw: draw } : { afterDatasetsDraw: draw }),
  };
  return plugin as unknown as Plugin<T>;
}
