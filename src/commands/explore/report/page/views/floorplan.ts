import { area, digits, percent } from "#base";
import { createChartBox, picture, type Shown, svg, words } from "#charts";
import { componentWord } from "../../../../../text/component-words.ts";
import { fragmentOf } from "../../history.ts";
import type { LiveData, LiveFloorplan } from "../../live-data.ts";
import type { Caller } from "../workers.ts";
import { askedOnce, namedOf, nothing, type View } from "./view.ts";

/** View of the chosen design's floorplan, to scale. */
export function createFloorplan(call: Caller): View {
  const box = createChartBox(
    "floorplan",
    "Floorplan to scale",
    "What the area is spent on, and how little or much of it the arrays take. Every rectangle has the area of its component; gaps are wires and white space.",
  );
  const show = askedOnce(box, call);
  return {
    box,
    draw: ({ data, changes, design }) =>
      show(
        `${design.id} ${fragmentOf(changes)}`,
        { kind: "floorplan", changes, design: design.id },
        (reply) => {
          if (!("floorplan" in reply)) return null;
          const { floorplan } = reply;
          return () =>
            box.show(
              floorplan.kind === "found"
                ? shownOf(floorplan.view, namedOf(design), data, box.width())
                : nothing(`There is no floorplan: ${floorplan.reason}`),
            );
        },
      ),
  };
}

const MOST_HEIGHT = 480;
const FOOT = 30;

function shownOf(
  { dies, parts, areas, area: total }: LiveFloorplan,
  name: string,
  data: LiveData,
  width: number,
): Shown {
  const wide = Math.max(...dies.map((die) => die.x + die.width));
  const high = Math.max(...dies.map((die) => die.y + die.height));
  const scale = Math.min((width - 2) / wide, MOST_HEIGHT / high);
  const colours = new Map(data.components);
  const box = (at: { x: number; y: number; width: number; height: number }) => ({
    x: 1 + at.x * scale,
    y: 1 + (high - at.y - at.height) * scale,
    width: at.width * scale,
    height: at.height * scale,
  });
  const length = 10 ** Math.floor(Math.log10(wide / 2));
  const foot = high * scale + 14;
  const ordered = [...areas].sort(([, a], [, b]) => b - a);
  const [largest] = ordered;
  return {
    picture: picture(
      width,
      high * scale + FOOT,
      "The chip to scale; the table under it has the areas.",
      ...dies.map((die) =>
        svg("rect", { ...box(die), fill: "#FFFFFF", stroke: "currentColor", "stroke-width": 2 }),
      ),
      ...parts.map(({ component, ...at }) =>
        svg(
          "rect",
          { ...box(at), fill: colours.get(component) ?? "#FFFFFF", stroke: "#222222", "stroke-width": 0.5 },
          svg("title", {}, componentWord(component)),
        ),
      ),
      svg("rect", { x: 1, y: foot, width: length * scale, height: 3, fill: "currentColor" }),
      words(length * scale + 8, foot + 6, `${digits(length * 1e3)} mm`),
    ),
    sentences: [
      `${name} takes ${area(total)}${largest === undefined ? "" : `, ${percent(largest[1] / total)} of it ${componentWord(largest[0])}`}.`,
    ],
    keys: ordered
      .filter(([component]) => parts.some((part) => part.component === component))
      .map(([component, own]) => [
        `${componentWord(component)} ${percent(own / total)}`,
        colours.get(component) ?? "#FFFFFF",
      ]),
    table: {
      columns: [{ name: "component" }, { name: "area", unit: "m²" }, { name: "of the chip", unit: "share" }],
      rows: ordered.map(([component, own]) => [componentWord(component), own, own / total]),
    },
  };
}
