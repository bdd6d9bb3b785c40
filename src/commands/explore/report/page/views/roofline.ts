import { amount, digits, percent } from "#base";
import {
  createChartBox,
  type Field,
  field,
  numberScale,
  picture,
  polyline,
  svg,
  ticksIn,
  words,
} from "#charts";
import { isMemoryBound, type Roofline, ridgeOf, roofAt } from "../../../../../comparison/roofline.ts";
import type { LiveDesign } from "../../live-data.ts";
import { namedOf, type View } from "./view.ts";

type Roofed = LiveDesign & { readonly binding: { readonly roofline: Roofline } };

/** View of every design on the roofline of its MAC arrays and memory. */
export function createRoofline(): View {
  const box = createChartBox(
    "roofline",
    "Roofline",
    "Whether the memory or the MAC arrays limit a design, and how far below its roof it stays: what lies between is time spent on anything else. A and its like do all products; a selector does fewer, so its rate is of fewer operations, not worse.",
  );
  return {
    box,
    draw: ({ answer, design }) => {
      const roofed = answer.designs.filter(
        (own): own is Roofed => own.binding !== null && own.binding.roofline !== null,
      );
      const own = roofed.find(({ id }) => id === design.id)?.binding.roofline;
      box.show({
        picture: roofed.length === 0 ? null : drawn(roofed, design.id, box.width()),
        sentences: [
          own === undefined
            ? `${namedOf(design)} has no MAC arrays whose roof could be drawn.`
            : `${namedOf(design)} gets ${percent(own.rate / roofAt(own, own.intensity))} of its roof at ${digits(own.intensity)} op/B, where ${isMemoryBound(own) ? "the memory" : "the MAC arrays"} would be the limit.`,
        ],
        table: {
          columns: [
            { name: "design" },
            { name: "intensity", unit: "op/B" },
            { name: "rate", unit: "op/s" },
            { name: "roof there", unit: "op/s" },
            { name: "of the roof", unit: "share" },
          ],
          rows: roofed.map(({ binding: { roofline }, ...named }) => {
            const roof = roofAt(roofline, roofline.intensity);
            return [namedOf(named), roofline.intensity, roofline.rate, roof, roofline.rate / roof];
          }),
        },
      });
    },
  };
}

const HEIGHT = 340;

function drawn(designs: readonly Roofed[], chosen: string, width: number): SVGSVGElement {
  const roofs = designs.map(({ binding }) => binding.roofline);
  const ridges = roofs.map(ridgeOf);
  const intensities = [...roofs.map(({ intensity }) => intensity), ...ridges];
  const [left, right] = [Math.min(...intensities) / 2, Math.max(...intensities) * 2];
  const rates = roofs.flatMap((roof) => [roof.rate, roof.peak, roofAt(roof, roof.intensity)]);
  const axes = field(
    width,
    HEIGHT,
    {
      scale: numberScale([left, right], true),
      title: "intensity (op/B)",
      text: digits,
    },
    {
      scale: numberScale([Math.min(...rates) / 2, Math.max(...rates) * 1.5], true),
      title: "rate",
      text: ticksIn("op/s"),
    },
  );
  const distinct = new Map(roofs.map((roof) => [`${roof.peak} ${roof.bandwidth}`, roof]));
  const lines = [...distinct.values()].map((roof) => {
    const ridge = ridgeOf(roof);
    const ends = [left, ridge, right].map((at) => [axes.x(at), axes.y(roofAt(roof, at))] as const);
    return polyline(ends, { stroke: "currentColor", "stroke-width": 2 });
  });
  return picture(
    width,
    HEIGHT,
    "Rates of the designs under their roofs; the table under it has the numbers.",
    ...axes.nodes,
    ...lines,
    ...marks(designs, chosen, axes),
  );
}

/** A mark and a letter per design; overlapping letters are moved apart. */
function marks(designs: readonly Roofed[], chosen: string, { x, y }: Field): Node[] {
  const taken: (readonly [number, number])[] = [];
  return designs.flatMap(({ id, letter, title, binding: { roofline } }) => {
    const [cx, cy] = [x(roofline.intensity), y(roofline.rate)];
    const isFree = (at: number): boolean =>
      taken.every(([otherX, otherY]) => Math.abs(otherX - cx) > 12 || Math.abs(otherY - at) > 13);
    let at = cy + 4;
    while (!isFree(at)) at += 13;
    taken.push([cx, at]);
    const fill = id === chosen ? "var(--front)" : "var(--accent)";
    const about = `${title}: ${amount(roofline.rate, "op/s")} at ${digits(roofline.intensity)} op/B`;
    return [
      svg("circle", { cx, cy, r: id === chosen ? 6 : 4.5, fill }, svg("title", {}, about)),
      words(cx + 9, at, letter, id === chosen ? { "font-weight": 600 } : {}),
    ];
  });
}
