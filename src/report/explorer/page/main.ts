import { groupDigits } from "../../../text/format.ts";
import type { ExplorerData } from "../data.ts";
import { readTheme } from "./canvas.ts";
import { bindChoices } from "./choices.ts";
import { comparisonTable } from "./comparison-table.ts";
import { designList } from "./design-list.ts";
import { configOf, csvOf, type Designs, designsOf } from "./designs.ts";
import { byId, copyText, downloadText } from "./element.ts";
import { fillFilterTable } from "./filter-table.ts";
import { drawParallel, planParallel } from "./parallel.ts";
import { brushAxes } from "./parallel-brush.ts";
import { drawScatter, planScatter } from "./scatter.ts";
import { pointAtDesigns } from "./scatter-pointer.ts";
import { initialState, type Page, refilter, togglePin } from "./state.ts";

/** Puts the page to work. */
function explore(designs: Designs): void {
  const state = initialState(designs);
  const [scatter, parallel] = [byId<HTMLCanvasElement>("scatter"), byId<HTMLCanvasElement>("parallel")];
  const planned = () => {
    const theme = readTheme(document.body);
    return {
      theme,
      scatter: planScatter(scatter, designs, state),
      parallel: planParallel(parallel, designs, state.shown, theme),
    };
  };
  let plan = planned();
  const draw = (): void => {
    drawScatter(scatter, designs, state, plan.theme, plan.scatter);
    drawParallel(parallel, designs, state, plan.theme, plan.parallel);
  };
  const sayKept = (): void => {
    byId("kept").textContent =
      `${groupDigits(state.kept)} of ${groupDigits(designs.count)} designs pass the filters`;
  };
  // One drawing a frame, however often the pointer moves.
  let isAsked = false;
  const redraw = (): void => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw();
    });
  };
  const page: Page = {
    designs,
    state,
    redraw,
    refilter: (isOver) => {
      refilter(state, designs);
      sayKept();
      redraw();
      if (isOver) fillAll(page);
    },
    replan: () => {
      plan = planned();
      redraw();
    },
    select: (design) => {
      state.selected = design;
      redraw();
      fillTables(page);
    },
    pinSelected: () => {
      if (state.selected >= 0) togglePin(state, state.selected);
      redraw();
      fillTables(page);
    },
    clear: () => {
      state.filters.clear();
      state.frontOnly = false;
      byId<HTMLInputElement>("front-only").checked = false;
      page.refilter(true);
    },
  };
  bindChoices(page);
  pointAtDesigns(scatter, page, () => plan.scatter);
  brushAxes(parallel, page, () => plan.parallel);
  bindButtons(page);
  fillAll(page);
  draw();
  sayKept();
  new ResizeObserver(page.replan).observe(parallel);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", page.replan);
}

function fillAll(page: Page): void {
  const { designs, state } = page;
  fillFilterTable(byId<HTMLTableSectionElement>("filter-rows"), designs, state, (isOtherAxes) => {
    if (isOtherAxes) page.replan();
    else page.refilter(false);
    fillTables(page);
  });
  fillTables(page);
}

function fillTables({ designs, state, select }: Page): void {
  const { pinned, selected } = state;
  byId("front-list").replaceChildren(designList(designs, state, select));
  const chosen = selected < 0 || pinned.includes(selected) ? pinned : [...pinned, selected];
  byId("comparison").replaceChildren(
    comparisonTable(designs, chosen, pinned, {
      togglePin: (design) => {
        togglePin(state, design);
        select(design);
      },
      copy: (design) =>
        copyText(
          `${JSON.stringify(configOf(designs, design), null, 2)}\n`,
          `${designs.base === null ? "values" : "config"} of design ${designs.keys[design]}`,
        ),
    }),
  );
}

function bindButtons({ designs, state, clear, replan }: Page): void {
  byId("clear").addEventListener("click", clear);
  byId("download").addEventListener("click", () => downloadText("designs.csv", csvOf(designs, state.mask)));
  byId("theme").addEventListener("change", (event) => {
    document.documentElement.dataset.theme = (event.target as HTMLSelectElement).value;
    replan();
  });
  byId("points").textContent = `${groupDigits(designs.front.length)} on the front`;
}

explore(designsOf(JSON.parse(byId("data").textContent) as ExplorerData));
