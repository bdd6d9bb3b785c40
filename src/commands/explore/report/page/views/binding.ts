import { percent } from "#base";
import { createChartBox, inkOn, picture, svg, words } from "#charts";
import { componentWord } from "../../../../../text/component-words.ts";
import type { LiveData, LiveDesign } from "../../live-data.ts";
import { heldUpBy, longestStage } from "../results.ts";
import { namedOf, type View } from "./view.ts";

/** View of each design's bottleneck and of the time of a head by stage. */
export function createBinding(): View {
  const box = createChartBox(
    "binding",
    "What binds each design",
    "The resource to widen first: what sets the pace, and the share of a head's time that each stage takes. Stages that stream into one another overlap.",
    true,
  );
  return {
    box,
    draw: ({ answer, data, design }) => {
      const priced = answer.designs.filter(({ binding }) => binding !== null && binding.stages.length > 0);
      const names = [
        ...new Set(priced.flatMap(({ binding }) => binding?.stages.map(([name]) => name) ?? [])),
      ];
      const colours = new Map(names.map((name, n) => [name, colourAt(data, n)]));
      box.show({
        picture: sharesOf(priced, colours, box.width()),
        sentences: sentencesOf(design),
        keys: [...colours],
        table: {
          columns: [
            { name: "design" },
            { name: "held up by" },
            { name: "longest stage" },
            { name: "its share", unit: "share" },
            { name: "busiest component" },
            { name: "busy", unit: "share" },
          ],
          rows: answer.designs.flatMap(({ binding, ...own }) => {
            if (binding === null) return [];
            const { stages, busy } = binding;
            const stage = stages.length === 0 ? null : longestStage(stages);
            const total = stages.reduce((sum, [, time]) => sum + time, 0);
            return [
              [
                namedOf(own),
                heldUpBy(binding),
                stage?.[0] ?? "–",
                stage === null ? null : stage[1] / total,
                busy[0] === undefined ? "–" : componentWord(busy[0][0]),
                busy[0]?.[1] ?? null,
              ],
            ];
          }),
        },
      });
    },
  };
}

/** Colours of the energy classes, reused for stages: each picture has its own legend. */
const colourAt = ({ classes }: LiveData, n: number): string => classes[n % classes.length]?.[1] ?? "#888888";

function sentencesOf(design: LiveDesign): string[] {
  const { binding } = design;
  if (binding === null) return [`${namedOf(design)} has no price: ${design.reason ?? ""}`];
  const busy = binding.busy
    .slice(0, 3)
    .map(([component, share]) => `${componentWord(component)} ${percent(share)}`);
  return [
    `${namedOf(design)} is held up by ${heldUpBy(binding)}.${busy.length === 0 ? "" : ` Busiest are ${busy.join(", ")} of the time.`}`,
  ];
}

const ROW = 40;

/** One bar per design, one segment per stage. */
function sharesOf(
  designs: readonly LiveDesign[],
  colours: ReadonlyMap<string, string>,
  width: number,
): SVGSVGElement {
  const rows = designs.flatMap(({ title, binding }, row) => {
    const stages = binding?.stages ?? [];
    const total = stages.reduce((sum, [, time]) => sum + time, 0);
    let at = 0;
    const parts = stages.flatMap(([name, time]) => {
      const wide = (width * time) / total;
      const fill = colours.get(name) ?? "#888888";
      const label = `${name} ${percent(time / total)}`;
      const x = at;
      at += wide;
      return [
        svg(
          "rect",
          { x, y: ROW * row + 17, width: wide, height: 17, fill, stroke: "#222222", "stroke-width": 0.5 },
          svg("title", {}, `${title}: ${label} of a head's time`),
        ),
        ...(wide > 7.5 * label.length
          ? [words(x + 4, ROW * row + 29, label, { fill: inkOn(fill), "font-size": 11 })]
          : []),
      ];
    });
    return [words(0, ROW * row + 12, title), ...parts];
  });
  return picture(
    width,
    ROW * designs.length,
    "Shares of a head's time by stage; the table under it has the numbers.",
    ...rows,
  );
}
