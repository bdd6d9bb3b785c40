import { byId, element } from "#charts";
import { type History, sameChanges } from "../history.ts";
import type { Changes, LiveAnswer, LiveBasis, LiveData, LiveEstimate, LivePrice } from "../live-data.ts";
import type { Fields } from "./fields.ts";
import {
  classKeys,
  classTable,
  designTable,
  energyBars,
  estimateText,
  MOST_PINS,
  type Pin,
  pinTable,
  ratioTable,
} from "./results.ts";
import { verdictPicture } from "./verdict.ts";
import type { View } from "./views/view.ts";
import type { Asker } from "./workers.ts";

/** State of the page. */
export interface Page {
  readonly data: LiveData;
  readonly history: History;
  /** The last priced config. */
  answer: LiveAnswer | null;
  /** Its changes. */
  priced: Changes;
  /** Fragment of the last exactly priced changes, and the basis of that price. */
  exact: string | null;
  basis: LiveBasis | null;
  estimate: { readonly changes: Changes; readonly found: LiveEstimate } | null;
  pins: readonly Pin[];
  estimator: Asker | null;
  views: readonly View[];
  /** Runs the steps of a drawing, one per frame. */
  readonly later: (steps: readonly (() => void)[]) => void;
  readonly go: (changes: Changes, isOngoing: boolean) => void;
  /** Requests the price of the history's current changes. `isOngoing`: a slider is being dragged. */
  readonly ask: (isOngoing?: boolean) => void;
}

export const say = (text: string): void => {
  byId("status").textContent = text;
};

/** Estimate for the current settings; null if unknown. */
const estimateNow = ({ estimate, history }: Page): LiveEstimate | null =>
  estimate !== null && sameChanges(estimate.changes, history.now) ? estimate.found : null;

export function pinOfNow(page: Page, answer: LiveAnswer): Pin {
  const found = estimateNow(page);
  return { changes: page.history.now, answer, mass: found?.kind === "estimated" ? found.mass : null };
}

export function showPins(page: Page): void {
  const { answer, pins } = page;
  const add = byId<HTMLButtonElement>("pin");
  add.disabled = answer === null || pins.length >= MOST_PINS;
  if (answer === null) return;
  const design = byId<HTMLSelectElement>("pin-design").value;
  byId("pins").replaceChildren(
    pinTable(pins, pinOfNow(page, answer), design, {
      restore: (pin) => page.go(pin.changes, false),
      remove: (pin) => {
        page.pins = pins.filter((own) => own !== pin);
        showPins(page);
        showViews(page);
        add.focus();
      },
    }),
  );
}

/** Draws the open views for the last priced settings. */
export function showViews(page: Page): void {
  const { answer, data, pins, views, priced } = page;
  const chosen = byId<HTMLSelectElement>("pin-design").value;
  const design = answer?.designs.find(({ id }) => id === chosen) ?? answer?.designs[0];
  if (answer === null || design === undefined) return;
  for (const { box, draw } of views)
    if (box.section.open) draw({ data, answer, changes: priced, design, pins });
}

export function showBars({ answer, data }: Page): void {
  if (answer === null) return;
  const isShare = byId<HTMLSelectElement>("bar-scale").value === "share";
  byId("bars").replaceChildren(
    energyBars(answer, data.classes, isShare, Math.max(240, byId("bars").clientWidth)),
    classKeys(answer, data.classes),
  );
  byId("class-table").replaceChildren(classTable(answer, data.classes));
}

/** How the chosen design compares with its rivals. */
export function showVerdict({ answer }: Page): void {
  if (answer === null) return;
  const chosen = byId<HTMLSelectElement>("pin-design").value || (answer.designs[0]?.id ?? "");
  const { title, drawing, keys } = verdictPicture(answer, chosen, Math.max(240, byId("verdict").clientWidth));
  byId("verdict").replaceChildren(element("p", { class: "headline" }, title), drawing, keys);
}

export function showEstimate(page: Page): void {
  byId("estimate").textContent = estimateText(estimateNow(page));
}

/**
 * Shows a price: its figures at once, other parts one per frame, so that no figure waits for a chart. A newer
 * price replaces what is not drawn yet. `whenDrawn` is called at the end.
 */
export function showPrice(
  page: Page,
  price: LivePrice,
  changes: Changes,
  fields: Fields,
  whenDrawn: () => void = () => {},
): void {
  const issues = price.kind === "fault" ? price.issues : [];
  if (price.kind === "priced") {
    page.answer = price;
    page.priced = changes;
  }
  byId("faults").replaceChildren(
    ...issues.map(({ path, message }) => element("li", {}, `${path}: ${message}`)),
  );
  byId("results").classList.toggle("stale", issues.length > 0);
  const { answer } = page;
  if (answer === null) {
    whenDrawn();
    return;
  }
  const faults = new Map(issues.map(({ path, message }) => [path, message]));
  byId("designs").replaceChildren(designTable(answer));
  byId("sentences").replaceChildren(...answer.sentences.map((sentence) => element("li", {}, sentence)));
  showVerdict(page);
  page.later([
    () => fields.show(answer.settings, page.history.now, faults),
    () => showBars(page),
    () => {
      showPins(page);
      showEstimate(page);
      byId("ratios").replaceChildren(ratioTable(answer));
    },
    () => showViews(page),
    whenDrawn,
  ]);
}

/** Runs steps, one per frame; new ones replace the remaining ones. */
export function createFrames(): (steps: readonly (() => void)[]) => void {
  let left: readonly (() => void)[] = [];
  let isAsked = false;
  const next = (): void => {
    const [step, ...rest] = left;
    left = rest;
    isAsked = rest.length > 0;
    if (isAsked) requestAnimationFrame(next);
    step?.();
  };
  return (steps) => {
    left = steps;
    if (!isAsked) requestAnimationFrame(next);
    isAsked = true;
  };
}
