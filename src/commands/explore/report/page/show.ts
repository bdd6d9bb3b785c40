import { byId, element } from "../../../study/report/explorer/page/element.ts";
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
import type { View } from "./views/view.ts";
import type { Asker } from "./workers.ts";

/** The page and what is on it. */
export interface Page {
  readonly data: LiveData;
  readonly history: History;
  /** The last config that had a price. */
  answer: LiveAnswer | null;
  /** The changes that it is for. */
  priced: Changes;
  /** Fragment of the last changes that were priced exactly in this page, and what that price rested on. */
  exact: string | null;
  basis: LiveBasis | null;
  estimate: { readonly changes: Changes; readonly found: LiveEstimate } | null;
  pins: readonly Pin[];
  estimator: Asker | null;
  views: readonly View[];
  /** Takes the steps of a drawing, one a frame. */
  readonly later: (steps: readonly (() => void)[]) => void;
  readonly go: (changes: Changes, isOngoing: boolean) => void;
  /** Asks for the price of what the history holds. `isOngoing`: a slider is still held. */
  readonly ask: (isOngoing?: boolean) => void;
}

export const say = (text: string): void => {
  byId("status").textContent = text;
};

/** The estimate of what the page shows now; null while it is not known. */
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

/** Draws the views that are open, of the settings that had a price last. */
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

export function showEstimate(page: Page): void {
  byId("estimate").textContent = estimateText(estimateNow(page));
}

/**
 * Shows a price: its figures at once, all else a part a frame, so that no figure waits for a chart. A newer price takes the place of
 * what is not drawn yet. `whenDrawn` is called when all of it is.
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

/** Takes steps, one a frame; new ones take the place of those that are left. */
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
