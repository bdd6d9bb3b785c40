import { amount, factor, lengthLabel } from "#base";
import { createChartBox, field, numberScale, picture, polyline, type Shown, ticksIn, words } from "#charts";
import { takesLess } from "../../../../../comparison/judgement.ts";
import { fragmentOf } from "../../history.ts";
import type { Changes, LiveCell, LiveDesign } from "../../live-data.ts";
import { labelOf } from "../results.ts";
import type { Caller } from "../workers.ts";
import { namedOf, type View, type ViewState } from "./view.ts";

/** Contexts of the curve, tokens. */
const CONTEXTS: readonly number[] = Array.from({ length: 9 }, (_, n) => 512 * 2 ** n);

const PHASE = "workload.phase";
const PASS = "workload.pass";

/** A line of the chart: a design with its settings, J per token at each context. */
interface Curve {
  readonly name: string;
  readonly isChosen: boolean;
  readonly isPinned: boolean;
  readonly energies: (number | null)[];
}

/** View of the energy of one more token as the context grows. */
export function createDecode(call: Caller): View {
  const box = createChartBox(
    "decode",
    "Energy of a token over a decode",
    "What one more token takes as the context grows: where reading every key ends and a selector's fixed work begins to pay. Pinned settings are dashed.",
  );
  let current = 0;
  let known: string | null = null;
  let shown: (() => void) | null = null;
  return {
    box,
    draw: (state) => {
      const { answer, changes, pins, design } = state;
      const key = JSON.stringify([
        fragmentOf(changes),
        pins.map((pin) => fragmentOf(pin.changes)),
        design.id,
      ]);
      if (key === known) {
        shown?.();
        return;
      }
      known = key;
      const own = ++current;
      const isWanted = (): boolean => own === current && box.section.open;
      const curves: Curve[] = answer.designs.map((one) => ({
        name: namedOf(one),
        isChosen: one.id === design.id,
        isPinned: false,
        energies: [],
      }));
      const pinned: Curve[] = pins.map((pin) => ({
        name: labelOf(pin.changes),
        isChosen: true,
        isPinned: true,
        energies: [],
      }));
      shown = () => box.show(shownOf([...curves, ...pinned], answer.designs, box.width()));
      void compute(state, call, curves, pinned, isWanted, (text) => {
        if (!isWanted()) {
          // Requested again when the view is open.
          if (own === current) known = null;
          return;
        }
        box.say(text);
        shown?.();
      });
    },
  };
}

async function compute(
  { answer, changes, pins, design }: ViewState,
  call: Caller,
  curves: readonly Curve[],
  pinned: readonly Curve[],
  isWanted: () => boolean,
  report: (text: string) => void,
): Promise<void> {
  const ids = answer.designs.map(({ id }) => id);
  const asked = [
    { own: decoding(answer.settings, changes), of: curves, designs: ids, settings: answer.settings },
    ...pins.map((pin, n) => ({
      own: decoding(pin.answer.settings, pin.changes),
      of: [pinned[n]],
      designs: [design.id],
      settings: pin.answer.settings,
    })),
  ];
  let reason = "";
  for (const context of CONTEXTS)
    for (const { own, of, designs, settings } of asked) {
      const reply = await call({ kind: "cells", changes: own, length: context, designs }, isWanted);
      if (reply === null || !("cells" in reply)) {
        report("");
        return;
      }
      const batch = Number(settings["workload.batch"] ?? 1);
      reply.cells.forEach((cell: LiveCell, n) => {
        of[n].energies.push(cell.kind === "priced" ? cell.energy / batch : null);
        if (cell.kind === "none" && designs[n] === design.id) reason = cell.reason;
      });
      report(
        context === CONTEXTS[CONTEXTS.length - 1]
          ? reason === ""
            ? ""
            : `No price of ${namedOf(design)} at some context: ${reason}`
          : `up to ${lengthLabel(context)} tokens …`,
      );
    }
}

/** Settings for decode; training becomes inference. */
const decoding = (settings: Changes, changes: Changes): Changes => ({
  ...changes,
  [PHASE]: "decode",
  ...(PASS in settings ? { [PASS]: "forward" } : {}),
});

const HEIGHT = 340;

function shownOf(curves: readonly Curve[], designs: readonly LiveDesign[], width: number): Shown {
  const energies = curves.flatMap(({ energies: own }) => own.filter((energy) => energy !== null));
  const contexts = CONTEXTS.slice(0, curves[0]?.energies.length ?? 0);
  const table = {
    columns: [{ name: "context", unit: "tokens" }, ...curves.map(({ name }) => ({ name, unit: "J" }))],
    rows: contexts.map((context, n) => [context, ...curves.map(({ energies: own }) => own[n] ?? null)]),
  };
  if (energies.length === 0) return { picture: null, sentences: [], table: { columns: [], rows: [] } };
  const ends = [CONTEXTS[0] / 1.2, CONTEXTS[CONTEXTS.length - 1] * 1.5];
  const { x, y, nodes } = field(
    width,
    HEIGHT,
    { scale: contextScale(ends), title: "context (tokens)", text: lengthLabel },
    { scale: numberScale(energies, true), title: "energy of a token", text: ticksIn("J") },
  );
  const lines = curves.flatMap(({ energies: own, ...curve }, n) => {
    const points = own.flatMap((energy, at) =>
      energy === null ? [] : [[x(CONTEXTS[at]), y(energy)] as const],
    );
    const label = curve.isPinned ? `pin ${n - designs.length + 1}` : (designs[n]?.letter ?? curve.name);
    return points.length === 0 ? [] : [{ ...curve, points, label, isFirst: n === 0 }];
  });
  const drawn = lines.map(({ points, isChosen, isPinned, isFirst }) =>
    polyline(points, {
      stroke: isChosen ? "var(--front)" : isFirst ? "currentColor" : "var(--dominated)",
      "stroke-width": isChosen || isFirst ? 2.5 : 1.25,
      ...(isPinned ? { "stroke-dasharray": "6 4" } : {}),
    }),
  );
  const ended = lines
    .map(({ points, ...own }) => ({ ...own, end: points[points.length - 1] }))
    .sort((one, other) => one.end[1] - other.end[1]);
  let last = Number.NEGATIVE_INFINITY;
  const labels = ended.map(({ label, isChosen, end }) => {
    last = Math.max(end[1] + 4, last + 12);
    return words(end[0] + 5, last, label, isChosen ? { "font-weight": 600 } : {});
  });
  return {
    picture: picture(
      width,
      HEIGHT,
      "Energy of a token against the context; the table under it has the numbers.",
      ...nodes,
      ...drawn,
      ...labels,
    ),
    sentences: sentencesOf(curves, contexts),
    table,
  };
}

/** Ticks at the contexts. */
function contextScale(ends: readonly number[]) {
  const scale = numberScale(ends, true);
  return {
    ...scale,
    ticks: (most: number) => {
      const step = Math.ceil(CONTEXTS.length / most);
      return CONTEXTS.filter((_, n) => n % step === 0).map((value) => ({
        value,
        position: scale.position(value),
      }));
    },
  };
}

/** Sentence on the context from which the chosen design takes less than the first. */
function sentencesOf([first, ...others]: readonly Curve[], contexts: readonly number[]): string[] {
  const chosen = others.find(({ isChosen, isPinned }) => isChosen && !isPinned);
  if (first === undefined || chosen === undefined) return [];
  const last = contexts.length - 1;
  const [a, b] = [first.energies[last], chosen.energies[last]];
  if (a === null || b === null || a === undefined || b === undefined) return [];
  let from: number | null = null;
  for (let n = last; n >= 0; n--) {
    const [base, own] = [first.energies[n], chosen.energies[n]];
    if (base === null || own === null || !takesLess(own, base)) break;
    from = contexts[n];
  }
  const where =
    from === null
      ? `takes no less than ${first.name} at ${lengthLabel(contexts[last])} tokens`
      : `takes less than ${first.name} from a context of ${lengthLabel(from)} tokens on`;
  return [`${chosen.name} ${where}: ${amount(b, "J")} a token there at the end, ${factor(b / a)}.`];
}
