import { amount, digits, groupDigits, percent } from "#base";
import { byId, copyText, downloadText } from "#charts";
import type { ExplorerData } from "../data.ts";
import { configOf, csvOf, type Designs, designsOf, nameOf, sourceOf } from "../designs.ts";
import { readTheme, type Surface, surfaceOf } from "./canvas.ts";
import { bindChartFiles } from "./chart-files.ts";
import { bindChoices } from "./choices.ts";
import { type FrontVolume, frontOf, type Goal, volumeOf } from "./fronts.ts";
import { drawParallel, planParallel } from "./parallel.ts";
import { brushAxes } from "./parallel-brush.ts";
import { drawScatter, planScatter } from "./scatter/scatter.ts";
import { pointAtDesigns } from "./scatter/scatter-pointer.ts";
import { initialState, type Page, refilter, type State, togglePin } from "./state.ts";
import { comparisonTable } from "./tables/comparison-table.ts";
import { type DesignTable, designTable } from "./tables/design-table.ts";
import { fillFilterTable } from "./tables/filter-table.ts";

/** A front that takes longer than this, ms, is updated only at the end of a drag. */
const LONGEST_FRONT = 40;

/** Both charts: cached plans and their drawing. */
function createCharts(designs: Designs, state: State) {
  const canvases = {
    scatter: byId<HTMLCanvasElement>("scatter"),
    parallel: byId<HTMLCanvasElement>("parallel"),
  };
  const planned = () => {
    const theme = readTheme(document.body);
    return {
      theme,
      scatter: planScatter(canvases.scatter, designs, state, theme),
      parallel: planParallel(canvases.parallel, designs, state.shown, theme),
    };
  };
  let plan = planned();
  const drawOn = {
    scatter: (surface: Surface): void => drawScatter(surface, designs, state, plan.theme, plan.scatter),
    parallel: (surface: Surface): void => drawParallel(surface, designs, state, plan.theme, plan.parallel),
  };
  bindChartFiles(canvases.scatter, "scatter", () => plan.theme, drawOn.scatter);
  bindChartFiles(canvases.parallel, "parallel-coordinates", () => plan.theme, drawOn.parallel);
  return {
    ...canvases,
    plan: () => plan,
    replan: (): void => {
      plan = planned();
    },
    draw: (): void => {
      drawOn.scatter(surfaceOf(canvases.scatter));
      drawOn.parallel(surfaceOf(canvases.parallel));
    },
  };
}

/** Filters and reports the remaining designs; slow fronts are updated only at the end of a drag. */
function createFilter(designs: Designs, state: State): (isOver: boolean) => void {
  let longest = 0;
  return (isOver) => {
    const before = performance.now();
    const isFrontKept = !isOver && longest > LONGEST_FRONT;
    refilter(state, designs, isFrontKept);
    if (!isFrontKept) longest = performance.now() - before;
    byId("kept").textContent =
      `${groupDigits(state.kept)} of ${groupDigits(designs.count)} designs pass the filters`;
    sayFront(designs, state);
  };
}

/** Starts the page. */
function explore(designs: Designs): void {
  const state = initialState(designs);
  const charts = createCharts(designs, state);
  const filter = createFilter(designs, state);
  // At most one drawing per frame.
  let [isAsked, isFiltered] = [false, false];
  const redraw = (): void => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      if (isFiltered) {
        filter(false);
        table.fill();
      }
      isFiltered = false;
      charts.draw();
    });
  };
  const page: Page = {
    designs,
    state,
    redraw,
    refilter: (isOver, isFromFields = false) => {
      if (isOver) {
        isFiltered = false;
        filter(true);
        table.fill();
        if (!isFromFields) fillFilters(page);
        sayVolume(page);
      } else isFiltered = true;
      redraw();
    },
    replan: () => {
      charts.replan();
      redraw();
    },
    retable: () => table.fill(),
    select: (design, isRevealed = false) => {
      state.selected = design;
      if (isRevealed) table.reveal(design);
      else table.mark();
      redraw();
      fillComparison(page);
    },
    pinSelected: () => {
      if (state.selected >= 0) togglePin(state, state.selected);
      table.mark();
      redraw();
      fillComparison(page);
    },
    clear: () => {
      state.filters.clear();
      [state.frontOnly, state.text, state.textMask] = [false, "", null];
      byId<HTMLInputElement>("front-only").checked = false;
      byId<HTMLInputElement>("find").value = "";
      page.refilter(true);
    },
  };
  const table = designTable(page);
  bindChoices(page);
  pointAtDesigns(charts.scatter, page, () => charts.plan().scatter);
  brushAxes(charts.parallel, page, () => charts.plan().parallel);
  bindButtons(page, table);
  page.refilter(true);
  fillComparison(page);
  charts.draw();
  new ResizeObserver(page.replan).observe(charts.parallel);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", page.replan);
}

/** Shows the front's size and objectives. */
function sayFront(designs: Designs, state: State): void {
  const goals = state.goals.map(
    ({ column, sense }) => `${sense === "min" ? "least" : "most"} ${designs.columns[column].title}`,
  );
  byId("points").textContent = groupDigits(state.front.length);
  byId("front").textContent =
    goals.length === 0
      ? "No objective is chosen: there is no front."
      : `Front of ${goals.join(", ")}: ${groupDigits(state.front.length)} of the designs that pass.`;
  byId("volume").textContent = "";
}

/** Shows the front's hypervolume after the page is drawn; for two studies that of each one's front. */
function sayVolume({ designs, state }: Page): void {
  const { goals, front, mask } = state;
  if (goals.length === 0 || front.length === 0) return;
  byId("volume").textContent = "Hypervolume …";
  setTimeout(() => {
    // The front may have changed in the meantime.
    if (state.front !== front || state.goals !== goals) return;
    const { from, sources } = designs;
    const own = (source: number): readonly number[] =>
      from === null
        ? front
        : frontOf(
            designs,
            goals,
            mask.map((kept, n) => (from[n] === source ? kept : 0)),
          );
    const said = sources.map(({ name }, n) => {
      const text = volumeText(designs, goals, volumeOf(designs, goals, own(n)));
      return sources.length === 1 ? text : `${name}: ${text}`;
    });
    byId("volume").textContent = said.join(" ");
  });
}

function volumeText(designs: Designs, goals: readonly Goal[], found: FrontVolume | null): string {
  if (found === null) return `Hypervolume: not computed for ${goals.length} objectives and such a front.`;
  const { volume, share, isOwn, reference } = found;
  const ends = reference.map((value, n) => amount(value, designs.columns[goals[n].column].unit, 4));
  const part = Number.isNaN(share) ? "" : `, ${percent(share)} of the box`;
  const place = isOwn ? "the study's reference" : "the worst value of each objective";
  return `Hypervolume ${digits(volume, 6)}${part} up to ${place} (${ends.join(", ")}).`;
}

const fillFilters = (page: Page): void =>
  fillFilterTable(byId<HTMLTableSectionElement>("filter-rows"), page.designs, page.state, (isReplanned) => {
    if (isReplanned) page.replan();
    page.refilter(true, true);
  });

function fillComparison({ designs, state, select }: Page): void {
  const { pinned, selected } = state;
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
          `${sourceOf(designs, design).base === null ? "values" : "config"} of ${nameOf(designs, design)}`,
        ),
    }),
  );
}

function bindButtons({ designs, state, clear, replan }: Page, table: DesignTable): void {
  byId("clear").addEventListener("click", clear);
  byId("download").addEventListener("click", () =>
    downloadText("designs.csv", csvOf(designs, table.rows(), state.front)),
  );
  byId("theme").addEventListener("change", (event) => {
    document.documentElement.dataset.theme = (event.target as HTMLSelectElement).value;
    replan();
  });
}

explore(designsOf(JSON.parse(byId("data").textContent) as ExplorerData));
