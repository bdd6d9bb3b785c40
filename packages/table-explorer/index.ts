// The public interface of this package.
export {
  type ExplorerData,
  type ExplorerDetail,
  type ExplorerShare,
  type RawColumn,
  typedColumn,
  withIntervals,
} from "./src/data.ts";
export { csvOf, designsOf, numberOf, textOf } from "./src/designs.ts";
export { EXPLORER_STYLE, type ExplorerNotes, explorerHtml, scriptJson } from "./src/explorer-html.ts";
export { pointNames } from "./src/point-names.ts";
