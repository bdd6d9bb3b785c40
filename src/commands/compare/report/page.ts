// The page of a comparison: a picture of every design's price first, then four tabs.

import { area, engineering, percent } from "#base";
import { type Block, figure, folded, paragraph, type StackedRow, tabs } from "#reports";
import { barParts, partsOf } from "../../../charts/bars.ts";
import { comparisonDrawings } from "../../../charts/comparison-drawings.ts";
import { energyMessage } from "../../../charts/messages.ts";
import { type FeasibleResult, feasibleOf } from "../../../comparison/comparison-design.ts";
import { askedDesign, contenderOf } from "../../../comparison/comparison-designs.ts";
import type { Comparison } from "../run/comparison.ts";
import { findingsOf } from "./findings.ts";
import { recallOf } from "./ratio-findings.ts";
import { type ComparisonParts, comparisonParts } from "./text.ts";

/** Commands for next: of the page that prices the config again, and of the change that helps most; null for none. */
export type PageCommands = Readonly<Record<"live" | "change", string | null>>;

export function comparePage(comparison: Comparison, commands: PageCommands): Block[] {
  const parts = comparisonParts(comparison);
  // The page's own table has all that the screen's has.
  const [top, found] = parts.screen;
  const drawings = new Map(comparisonDrawings(comparison).map((own) => [own.name, own]));
  /** Each chart is shown once: those not taken follow in the last tab. */
  const take = (...names: readonly string[]): Block[] =>
    names.flatMap((name) => {
      const own = drawings.get(name);
      drawings.delete(name);
      return own === undefined ? [] : [figure(own)];
    });
  const verdict = [
    found,
    ...parts.left,
    ...parts.prices,
    ...parts.sureness,
    ...commandBlocks(changeSentence(comparison), commands.change),
    ...(parts.changes.length === 0 ? [] : [folded("What each single change does", ...parts.changes)]),
    ...take("energy", "latency"),
    ...commandBlocks(LIVE, commands.live),
  ];
  const quality = [...parts.quality, ...parts.measured, ...parts.found, ...parts.keys, ...parts.equalQuality];
  return [
    top,
    ...priceBars(comparison),
    tabs(
      { name: "Verdict", blocks: verdict },
      {
        name: "Where it goes",
        blocks: [
          ...parts.stages,
          folded("Energy by class", ...parts.classes, ...take("breakdown")),
          ...parts.movement,
        ],
      },
      { name: "Quality", blocks: quality },
      {
        name: "Everything",
        blocks: everything(parts, take("area"), [...drawings.values()].map(figure)),
      },
    ),
  ];
}

/** Every other part, each closed until a reader opens it. */
const everything = (
  parts: ComparisonParts,
  areas: readonly Block[],
  floorplans: readonly Block[],
): Block[] => [
  folded("All findings", ...parts.sentences),
  folded("Designs: largest class, energy over that of others, number formats and models", ...parts.designs),
  folded("Area by component", ...areas),
  folded("Lengths at which each design takes less than another, and why not elsewhere", ...parts.crossovers),
  folded("How data move through the memories", ...parts.mapping),
  folded("Loops and buffers over time of the other designs", ...parts.otherMovement),
  folded("Time to the first token and tokens per second", ...parts.tokens),
  folded("Hashing alone", ...parts.hashing),
  folded("Cost of a die", ...parts.dies),
  folded("Ratios over the ranges of the constants", ...parts.ratios),
  folded("Energy items and components of the memristor design", ...parts.subject),
  folded("Floorplans", ...floorplans),
  folded("What is assumed", ...parts.assumed),
  folded("Where the numbers come from", ...parts.provenance),
  folded("This run", ...parts.workload, ...parts.run),
];

const LIVE =
  "To change a value of this design and see its price again at once, write its live page with this command:";

/** A command under the sentence that says what it is for. */
const commandBlocks = (sentence: string, command: string | null): Block[] =>
  command === null ? [] : [paragraph(sentence), { kind: "code", text: command }];

/** What to change and what it gains, or that nothing does, over the command that prints its quality as well. */
const changeSentence = (comparison: Comparison): string =>
  `${findingsOf(comparison).find(({ id }) => id === "change")?.text ?? ""} The command to try next, which simulates quality as well:`.trim();

/** Energy of the designs in ratios by class, with their bands, then latency, area and recall. */
function priceBars(comparison: Comparison): Block[] {
  const { contenders, constantBands: bands, workload } = comparison;
  const priced = contenders.filter(
    (contender): contender is FeasibleResult => contender.feasible && contenderOf(contender.id).inRatios,
  );
  const others = contenders.filter(({ id, feasible }) => feasible && !contenderOf(id).inRatios);
  if (priced.length === 0) return [];
  const drawn = barParts(
    priced.map(({ title, cost }) => ({ label: title, parts: partsOf(cost, "energy") })),
    "energy",
  );
  const most = (of: (own: FeasibleResult) => number): number => Math.max(...priced.map(of));
  const [slowest, largest] = [most(({ cost }) => cost.timing.latency), most(({ cost }) => cost.area)];
  const rows = priced.map(({ id, title, cost }, n): StackedRow => {
    const recall = recallOf(contenderOf(id), comparison);
    const { p05: low, p95: high } = bands.contenders[id]?.energy ?? {};
    return {
      name: title,
      parts: drawn.map(({ values }) => values[n]),
      total: engineering(cost.energy, "J"),
      band:
        low === undefined || high === undefined
          ? null
          : { low, high, text: `${engineering(low, "J")} to ${engineering(high, "J")}` },
      cells: [
        { text: engineering(cost.timing.latency, "s"), share: cost.timing.latency / slowest },
        { text: area(cost.area), share: cost.area / largest },
        recall === null ? { text: "–", share: 0 } : { text: percent(recall), share: recall },
      ],
    };
  });
  return [
    {
      kind: "bars",
      bars: {
        title: energyMessage({ contenders, workload }),
        head: ["design", "energy by class", "energy", "latency", "area", "recall"],
        keys: drawn.map(({ name, colour }) => ({ name, colour })),
        rows,
        notes: [
          `The line under each bar and the small figures of energy: 5 to 95 % over ${bands.draws} draws of the constants, the same for all designs, with the inputs of this config; an arrow: the range continues to the printed value. The lines under latency, area and recall show their size.`,
          ...medianNotes(comparison),
          ...others.map(({ title }) => `No bar for ${title}, which has another node and number format.`),
        ],
      },
    },
  ];
}

/** Distance of a printed value from the median of its draws from which the page says so. */
const FAR = 0.03;

/** Where the median of the config's own design lies, if not at the printed energy. */
function medianNotes({ contenders, constantBands, workload }: Comparison): string[] {
  const asked = askedDesign(workload);
  const [own, drawn] = [feasibleOf(contenders, asked), constantBands.contenders[asked.id]];
  if (own === null || !drawn || Math.abs(drawn.energy.p50 / own.cost.energy - 1) <= FAR) return [];
  const side = drawn.energy.p50 > own.cost.energy ? "above" : "below";
  return [
    `Half of the draws give ${asked.letter} more than ${engineering(drawn.energy.p50, "J")}: the ranges of its constants are longer ${side} the values that the printed energies take.`,
  ];
}
