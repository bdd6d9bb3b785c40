// The public interface of this package.
export { type AxisOptions, framed, numberAxis, plainTick, scaled, steppedAxis, titleOf } from "./src/axes.ts";
export { axisTitle, type ColumnTitle } from "./src/axis-title.ts";
export {
  type ChartBox,
  type ChartTable,
  createChartBox,
  keyOf,
  type Shown,
  svgFile,
} from "./src/chart-box.ts";
export { type Field, field, inkOn, line, picture, polyline, svg, ticksIn, words } from "./src/drawing.ts";
export { heatMapChart } from "./src/heat-map.ts";
export {
  errorBars,
  type IntervalPoint,
  ink,
  lineNames,
  pluginOf,
  pointNames,
  referenceLine,
} from "./src/marks.ts";
export { byId, copyText, downloadBlob, downloadText, element } from "./src/page-element.ts";
export { channels, rampColour } from "./src/ramp.ts";
export { bandScale, decadeTicks, isOverDecades, numberScale, type Scale } from "./src/scale.ts";
export { escaped, fontOf, textWidths } from "./src/style.ts";
export { svgPen, type VectorPen } from "./src/svg-pen.ts";
