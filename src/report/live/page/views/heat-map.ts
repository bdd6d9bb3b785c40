import { digits, lengthLabel } from "../../../../text/format.ts";
import { rampColour } from "../../../charts/heat-map.ts";
import { element } from "../../../explorer/page/element.ts";
import { fragmentOf } from "../../history.ts";
import type { Changes, LiveCell, LiveParameter, Setting } from "../../live-data.ts";
import { spreadOf } from "../../slider-scale.ts";
import { createChartBox, type Shown } from "../chart-box.ts";
import { inkOn, picture, svg, words } from "../drawing.ts";
import type { Caller } from "../workers.ts";
import { namedOf, type View, type ViewState } from "./view.ts";

const LENGTH = "workload.length";
const LENGTHS: readonly number[] = Array.from({ length: 8 }, (_, n) => 512 * 2 ** n);

/** What a cell shows: of the chosen design alone, or over exact attention. */
const QUANTITIES = {
  "energy-ratio": { title: "energy over exact attention", isRatio: true, key: "energy", unit: "ratio" },
  "latency-ratio": { title: "latency over exact attention", isRatio: true, key: "latency", unit: "ratio" },
  energy: { title: "energy", isRatio: false, key: "energy", unit: "J" },
  latency: { title: "latency", isRatio: false, key: "latency", unit: "s" },
} as const;
type QuantityName = keyof typeof QUANTITIES;

/** A map as far as it is computed. */
interface MapRun {
  readonly changes: Changes;
  readonly design: string;
  readonly parameter: LiveParameter;
  readonly lengths: readonly number[];
  readonly settings: readonly Setting[];
  /** Baseline and design of each cell, a row a setting; null where it is not known yet. */
  readonly cells: (readonly LiveCell[] | null)[][];
}

/** The chosen design over length and any parameter of the table. */
export function createHeatMap(call: Caller, go: (changes: Changes) => void, redraw: () => void): View {
  const box = createChartBox(
    "heat-map",
    "Map over length and a parameter",
    "Where the design wins and how far its knobs move that border. Cells are priced at the operating point of the text that is measured now. A click on a cell takes its settings.",
  );
  const { parameters, quantity, start, stop } = addControls(box.controls);
  let state: ViewState | null = null;
  let run: MapRun | null = null;
  let current = 0;
  const show = (): void => {
    if (state !== null && run !== null)
      box.show(shownOf(run, state, quantity.value as QuantityName, box.width(), go));
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
      if (run !== null && stop.disabled)
        box.say(
          fragmentOf(run.changes) === fragmentOf(now.changes) && run.design === now.design.id
            ? ""
            : "The settings have changed since: compute again for those of now.",
        );
    },
  };
}

function addControls(into: HTMLElement) {
  const parameters = element("select", { id: "map-parameter" });
  const quantity = element(
    "select",
    { id: "map-quantity" },
    ...Object.entries(QUANTITIES).map(([value, { title }]) => element("option", { value }, title)),
  );
  const start = element("button", { type: "button", id: "map-start" }, "Compute");
  const stop = element("button", { type: "button", id: "map-stop", disabled: true }, "Stop");
  into.append(
    element("label", {}, "parameter ", parameters),
    element("label", {}, "cells ", quantity),
    start,
    stop,
  );
  return { parameters, quantity, start, stop };
}

/** Parameters that apply and have more than one value, the buffer first chosen. */
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

/** Number of a cell; null where one of the designs has no price there. */
function numberOfCell(
  cell: readonly LiveCell[] | null,
  { isRatio, key }: (typeof QUANTITIES)[QuantityName],
): number | null {
  const [base, own] = cell ?? [];
  if (own?.kind !== "priced") return null;
  if (!isRatio) return own[key];
  return base?.kind === "priced" ? own[key] / base[key] : null;
}

const ROW = 30;
const LABEL = 84;
const HEAD = 22;

function shownOf(
  run: MapRun,
  { answer }: ViewState,
  name: QuantityName,
  width: number,
  go: (changes: Changes) => void,
): Shown {
  const { lengths, settings, cells, parameter, changes } = run;
  const quantity = QUANTITIES[name];
  const values = cells.map((row) => row.map((cell) => numberOfCell(cell, quantity)));
  const colour = colourScale(
    values.flat().filter((value) => value !== null),
    quantity.isRatio,
  );
  const wide = Math.max(33, (width - LABEL) / lengths.length);
  const design = answer.designs.find(({ id }) => id === run.design) ?? answer.designs[0];
  const rows = settings.flatMap((setting, r) => [
    words(LABEL - 6, HEAD + ROW * r + 19, short(String(setting)), {
      "text-anchor": "end",
      ...(setting === answer.settings[parameter.path] ? { "font-weight": 600 } : {}),
    }),
    ...lengths.map((length, c) => {
      const value = values[r][c];
      const own = cells[r][c]?.[1];
      const fill = value === null ? "var(--panel)" : colour(value);
      const about = `${parameter.path} ${setting}, length ${length}: ${own?.kind === "none" ? `no price: ${own.reason}` : value === null ? "not computed" : `${digits(value)} ${quantity.unit}`}`;
      const [x, y] = [LABEL + wide * c, HEAD + ROW * r];
      const cell = svg(
        "g",
        { style: "cursor:pointer" },
        svg("rect", { x, y, width: wide - 1, height: ROW - 1, fill }, svg("title", {}, about)),
        words(x + wide / 2, y + 19, textOf(value, own, quantity.unit), {
          "text-anchor": "middle",
          "pointer-events": "none",
          "font-size": 10.5,
          ...(value === null ? {} : { fill: inkOn(fill) }),
        }),
      );
      cell.addEventListener("click", () => go({ ...changes, [parameter.path]: setting, [LENGTH]: length }));
      return cell;
    }),
  ]);
  const head = lengths.map((length, c) =>
    words(LABEL + wide * (c + 0.5), 15, lengthLabel(length), {
      "text-anchor": "middle",
      ...(length === answer.settings[LENGTH] ? { "font-weight": 600 } : {}),
    }),
  );
  const height = HEAD + ROW * settings.length;
  return {
    picture: picture(
      LABEL + wide * lengths.length,
      height,
      `${quantity.title} of ${namedOf(design)} over length and ${parameter.path}; the table under it has the numbers.`,
      ...head,
      ...rows,
    ),
    sentences: [
      `${quantity.title[0].toUpperCase()}${quantity.title.slice(1)} of ${namedOf(design)}; rows are ${parameter.path}, columns the length.${quantity.isRatio ? " Below 1 (blue) it wins." : ""}`,
    ],
    table: {
      columns: [
        { name: parameter.path },
        ...lengths.map((length) => ({ name: String(length), unit: quantity.unit })),
      ],
      rows: settings.map((setting, r) => [String(setting), ...values[r]]),
    },
  };
}

const short = (text: string): string => (text.length > 13 ? `${text.slice(0, 12)}…` : text);

function textOf(value: number | null, cell: LiveCell | undefined, unit: string): string {
  if (value === null) return cell === undefined ? "" : "–";
  return unit === "ratio" ? digits(value, value < 10 ? 2 : 3) : value.toExponential(1);
}

/** Blue below 1 and orange above it by the logarithm of a ratio; else dark for little by the logarithm between the ends. */
function colourScale(values: readonly number[], isRatio: boolean): (value: number) => string {
  if (!isRatio) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (value) => rampColour(high > low ? Math.log(value / low) / Math.log(high / low) : 0.5);
  }
  const most = Math.max(Math.log(2), ...values.map((value) => Math.abs(Math.log(value))));
  return (value) => {
    const share = Math.log(value) / most;
    return mixed("#FFFFFF", share < 0 ? "#1F6FB2" : "#D9660A", Math.min(1, Math.abs(share)));
  };
}

function mixed(from: string, to: string, share: number): string {
  const channel = (at: number): string => {
    const [a, b] = [from, to].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
