import { amount, factor } from "#base";
import { createChartBox, element, line, picture, svg, words } from "#charts";
import type { LiveCosts, LiveDesign } from "../../live-data.ts";
import { partChanges, type WaterfallBar, type WaterfallQuantity, waterfall } from "../../waterfall.ts";
import { namedOf, nothing, type View, type ViewState } from "./view.ts";

const UNITS = { energy: "J", area: "m²" } as const;

/** View of the cost steps from exact attention to the chosen design. */
export function createWaterfall(redraw: () => void): View {
  const box = createChartBox(
    "waterfall",
    "From exact attention to this design",
    "Which part of the cost goes away on the way, and what is paid for it. Each step changes one thing.",
    true,
  );
  const quantity = element(
    "select",
    { id: "waterfall-of" },
    element("option", { value: "energy" }, "energy"),
    element("option", { value: "area" }, "area"),
  );
  quantity.addEventListener("change", redraw);
  box.controls.append(element("label", {}, "of ", quantity));
  return {
    box,
    draw: ({ answer, design }) => {
      const of = quantity.value as WaterfallQuantity;
      const bars = waterfall(answer, design.id, of);
      if (bars === null) {
        const reason = design.reason ?? answer.designs[0]?.reason ?? "";
        box.show(nothing(`There is no price: ${reason}`));
        return;
      }
      box.show({
        picture: barsOf(bars, box.width(), UNITS[of]),
        sentences: rivalsOn(bars, answer.designs).flatMap((rival) => summary(rival, design, of)),
        table: {
          columns: [
            { name: "step" },
            { name: "change", unit: UNITS[of] },
            { name: "after it", unit: UNITS[of] },
          ],
          rows: bars.map(({ label, isTotal, from, to }) => [label, isTotal ? null : to - from, to]),
        },
      });
    },
  };
}

const ROW = 22;
const LABEL = 140;
/** Width for the number after a bar. */
const NUMBER = 92;

const signed = (value: number, unit: string): string =>
  `${value < 0 ? "−" : "+"}${amount(Math.abs(value), unit)}`;

function barsOf(bars: readonly WaterfallBar[], width: number, unit: string): SVGSVGElement {
  const most = Math.max(...bars.flatMap(({ from, to }) => [from, to]), Number.MIN_VALUE);
  const x = (value: number): number => LABEL + ((width - LABEL - NUMBER) * value) / most;
  const rows = bars.flatMap(({ label, isTotal, from, to }, n) => {
    const [left, right] = [Math.min(from, to), Math.max(from, to)].map(x);
    const fill = isTotal ? "var(--muted)" : to < from ? "var(--accent)" : "var(--front)";
    const text = isTotal ? amount(to, unit) : signed(to - from, unit);
    return [
      words(0, ROW * n + 15, label, isTotal ? { "font-weight": 600 } : {}),
      svg("rect", { x: left, y: ROW * n + 4, width: Math.max(right - left, 1), height: ROW - 8, fill }),
      words(right + 5, ROW * n + 15, text, isTotal ? { "font-weight": 600 } : {}),
      ...(n + 1 < bars.length
        ? [line(x(to), ROW * n + 4, x(to), ROW * (n + 2) - 4, { stroke: "var(--muted)" })]
        : []),
    ];
  });
  return picture(
    width,
    ROW * bars.length,
    "What each step saves and adds; the table under it has the numbers.",
    ...rows,
  );
}

/** The designs that the chosen one is compared with: the first, and its predecessor on the path. */
function rivalsOn(bars: readonly WaterfallBar[], designs: readonly LiveDesign[]): LiveDesign[] {
  const letters = bars.filter(({ isTotal }) => isTotal).map(({ label }) => label);
  const named = new Set([letters[0], letters[letters.length - 2]]);
  return designs.filter(({ letter }) => named.has(letter));
}

/** Largest saving and addition between both ends. */
function summary(first: LiveDesign, last: ViewState["design"], of: WaterfallQuantity): string[] {
  if (first.costs === null || last.costs === null || first.id === last.id) return [];
  const [before, after] = [first, last].map((one) => one as LiveDesign & { costs: LiveCosts });
  const changes = partChanges(before, after, of).sort(([, a], [, b]) => a - b);
  const [saved, added] = [changes[0], changes[changes.length - 1]];
  const unit = UNITS[of];
  const part = ([name, change]: readonly [string, number], verb: string): string =>
    `most is ${verb} by ${name} (${signed(change, unit)})`;
  const parts = [
    ...(saved !== undefined && saved[1] < 0 ? [part(saved, "saved")] : []),
    ...(added !== undefined && added[1] > 0 ? [part(added, "added")] : []),
  ];
  return [
    `${namedOf(last)} takes ${factor(last.costs[of] / first.costs[of])} ${of} of ${namedOf(first)}: ${parts.join(", ")}.`,
  ];
}
