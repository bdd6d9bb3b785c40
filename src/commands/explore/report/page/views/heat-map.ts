import { createChartBox, element } from "#charts";
import { fragmentOf } from "../../history.ts";
import type { Changes } from "../../live-data.ts";
import { spreadOf } from "../../slider-scale.ts";
import type { Caller } from "../workers.ts";
import {
  createMapKeys,
  LENGTH,
  type MapRun,
  QUANTITIES,
  type QuantityName,
  shownOf,
} from "./heat-map-picture.ts";
import type { View, ViewState } from "./view.ts";

const LENGTHS: readonly number[] = Array.from({ length: 8 }, (_, n) => 512 * 2 ** n);

/** View of the chosen design over length and a selectable parameter. */
export function createHeatMap(call: Caller, go: (changes: Changes) => void, redraw: () => void): View {
  const box = createChartBox(
    "heat-map",
    "Map over length and a parameter",
    "Where the design takes less and how far its knobs move that border. Cells are priced at the operating point of the text that is measured now. A click on a cell takes its settings; so does Enter, and arrow keys go from cell to cell.",
  );
  const { parameters, quantity, start, stop, readout } = addControls(box.controls);
  let state: ViewState | null = null;
  let run: MapRun | null = null;
  let current = 0;
  const keys = createMapKeys(readout);
  const show = (): void => {
    if (state === null || run === null) return;
    const own = run;
    const width = box.width();
    const { cells, ...shown } = shownOf(own, state, quantity.value as QuantityName, width);
    keys.replace(
      cells,
      (row, column) =>
        go({
          ...own.changes,
          [own.parameter.path]: own.settings[row],
          [LENGTH]: own.lengths[column],
        }),
      () => box.show(shown),
    );
  };
  const end = (text: string): void => {
    stop.disabled = true;
    start.disabled = false;
    box.say(text);
  };
  stop.addEventListener("click", () => {
    current++;
    end("Stopped.");
  });
  start.addEventListener("click", () => {
    if (state === null) return;
    const made = runOf(state, parameters.value);
    if (made === null) return;
    run = made;
    const own = ++current;
    start.disabled = true;
    stop.disabled = false;
    void compute(
      made,
      call,
      state.answer.designs[0].id,
      () => own === current,
      (done, all) => {
        if (own !== current) return;
        show();
        if (done === all) end(`${all} cells.`);
        else box.say(`${done} of ${all} cells`);
      },
    );
  });
  quantity.addEventListener("change", redraw);
  return {
    box,
    draw: (now) => {
      state = now;
      fillParameters(parameters, now);
      show();
      if (run !== null && stop.disabled) box.say(isOf(run, now) ? "" : STALE);
    },
  };
}

const STALE = "The settings have changed since: compute again for those of now.";

const isOf = ({ changes, design }: MapRun, now: ViewState): boolean =>
  fragmentOf(changes) === fragmentOf(now.changes) && design === now.design.id;

function addControls(into: HTMLElement) {
  const parameters = element("select", { id: "map-parameter" });
  const quantity = element(
    "select",
    { id: "map-quantity" },
    ...Object.entries(QUANTITIES).map(([value, { title }]) => element("option", { value }, title)),
  );
  const start = element("button", { type: "button", id: "map-start" }, "Compute");
  const stop = element("button", { type: "button", id: "map-stop", disabled: true }, "Stop");
  // Visible copy of the label that screen readers get from the cell.
  const readout = element("output", { id: "map-readout", "aria-hidden": "true" });
  into.append(
    element("label", {}, "parameter ", parameters),
    element("label", {}, "cells ", quantity),
    start,
    stop,
    readout,
  );
  return { parameters, quantity, start, stop, readout };
}

/** Offers applicable parameters with several values, with the buffer preselected. */
function fillParameters(select: HTMLSelectElement, { data, answer }: ViewState): void {
  const paths = data.parameters
    .filter(({ path }) => path !== LENGTH && path in answer.settings)
    .filter((parameter) => spreadOf(parameter, answer.settings[parameter.path]).length > 1)
    .map(({ path }) => path);
  const distinct = [...new Set(paths)];
  if (
    distinct.length === select.options.length &&
    distinct.every((path, n) => select.options[n].value === path)
  )
    return;
  const chosen = select.value || "design.digital.buffer.capacity";
  select.replaceChildren(
    ...distinct.map((path) => element("option", { value: path, selected: path === chosen }, path)),
  );
}

function runOf({ data, answer, changes, design }: ViewState, path: string): MapRun | null {
  const parameter = data.parameters.find(
    (own) => own.path === path && spreadOf(own, answer.settings[path]).length > 1,
  );
  if (parameter === undefined) return null;
  const own = Number(answer.settings[LENGTH]);
  const lengths = [...new Set([...LENGTHS, own])].sort((a, b) => a - b);
  const settings = spreadOf(parameter, answer.settings[path]);
  return {
    changes,
    design: design.id,
    parameter,
    lengths,
    settings,
    cells: settings.map(() => lengths.map(() => null)),
  };
}

async function compute(
  { changes, design, parameter, lengths, settings, cells }: MapRun,
  call: Caller,
  baseline: string,
  isWanted: () => boolean,
  report: (done: number, all: number) => void,
): Promise<void> {
  let done = 0;
  for (const [row, setting] of settings.entries())
    for (const [column, length] of lengths.entries()) {
      const place = {
        changes: { ...changes, [parameter.path]: setting },
        length,
        designs: [baseline, design],
      };
      const reply = await call({ kind: "cells", ...place }, isWanted);
      if (reply === null || !("cells" in reply)) return;
      cells[row][column] = reply.cells;
      report(++done, settings.length * lengths.length);
    }
}
