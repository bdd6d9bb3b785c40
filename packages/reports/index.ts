// The public interface of this package.
export { checkCanvas } from "./src/canvas-package.ts";
export { escapeHtml, htmlSink } from "./src/html.ts";
export { codeBlock, escapeMarkdown, markdownSink, markdownTable, unalignedTable } from "./src/markdown.ts";
export { PAGE_COLOURS, THEMES } from "./src/page-themes.ts";
export {
  CHART_FORMATS,
  type ChartChoice,
  type ChartFormat,
  chartFiles,
  type Drawing,
  drawing,
  drawnPictures,
  fewMarks,
  markCount,
  shownFormat,
} from "./src/pictures.ts";
export {
  type Attachment,
  type Block,
  details,
  drawingsOf,
  type Finding,
  figure,
  findings,
  folded,
  heading,
  type Mark,
  marksOf,
  paragraph,
  type Report,
  type StackedRow,
  type Tabular,
  table,
  tabs,
  title,
} from "./src/report.ts";
export { screenSink, textSink } from "./src/text.ts";
