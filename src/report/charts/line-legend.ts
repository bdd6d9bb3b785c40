import type { Chart, LegendItem } from "chart.js";

/** Legend of lines as they are drawn, dashes included; Chart.js shows the marks of a dataset or its colour alone. */
export const lineLegend = (chart: Chart): LegendItem[] =>
  chart.data.datasets.flatMap((dataset, datasetIndex): LegendItem[] => {
    const {
      label = "",
      borderColor,
      borderDash,
      borderWidth,
    } = dataset as unknown as {
      label?: string;
      borderColor: string;
      borderDash?: number[];
      borderWidth: number;
    };
    if (label === "") return [];
    return [
      {
        text: label,
        fillStyle: borderColor,
        strokeStyle: borderColor,
        lineWidth: borderWidth,
        lineDash: borderDash ?? [],
        pointStyle: "line",
        datasetIndex,
      },
    ];
  });
