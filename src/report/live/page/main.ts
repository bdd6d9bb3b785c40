import { byId, copyText, downloadText, element } from "../../explorer/page/element.ts";
import { changesOf, commandOf, createHistory, fragmentOf, type History, sameChanges } from "../history.ts";
import type {
  Changes,
  LiveAnswer,
  LiveBasis,
  LiveData,
  LiveEstimate,
  LivePrice,
  LiveReply,
} from "../live-data.ts";
import { svgFile } from "./chart-box.ts";
import { bindUndoKeys, createFields, type Fields, statedPaths } from "./fields.ts";
import {
  classKeys,
  classTable,
  designOptions,
  designTable,
  energyBars,
  estimateText,
  MOST_PINS,
  type Pin,
  pinTable,
  ratioTable,
} from "./results.ts";
import type { View } from "./views/view.ts";
import { createViews } from "./views.ts";
import { type Asker, createAsker, createCaller } from "./workers.ts";

/** The page and what is on it. */
interface Page {
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
  readonly go: (changes: Changes, isOngoing: boolean) => void;
  readonly ask: () => void;
}

const say = (text: string): void => {
  byId("status").textContent = text;
};

/** The estimate of what the page shows now; null while it is not known. */
const estimateNow = ({ estimate, history }: Page): LiveEstimate | null =>
  estimate !== null && sameChanges(estimate.changes, history.now) ? estimate.found : null;

function pinOfNow(page: Page, answer: LiveAnswer): Pin {
  const found = estimateNow(page);
  return { changes: page.history.now, answer, mass: found?.kind === "estimated" ? found.mass : null };
}

function showPins(page: Page): void {
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
function showViews(page: Page): void {
  const { answer, data, pins, views, priced } = page;
  const chosen = byId<HTMLSelectElement>("pin-design").value;
  const design = answer?.designs.find(({ id }) => id === chosen) ?? answer?.designs[0];
  if (answer === null || design === undefined) return;
  for (const { box, draw } of views)
    if (box.section.open) draw({ data, answer, changes: priced, design, pins });
}

function showBars({ answer, data }: Page): void {
  if (answer === null) return;
  const isShare = byId<HTMLSelectElement>("bar-scale").value === "share";
  byId("bars").replaceChildren(
    energyBars(answer, data.classes, isShare, Math.max(240, byId("bars").clientWidth)),
    classKeys(answer, data.classes),
  );
  byId("class-table").replaceChildren(classTable(answer, data.classes));
}

function showEstimate(page: Page): void {
  byId("estimate").textContent = estimateText(estimateNow(page));
}

function showPrice(page: Page, price: LivePrice, changes: Changes, fields: Fields): void {
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
  if (answer === null) return;
  const faults = new Map(issues.map(({ path, message }) => [path, message]));
  fields.show(answer.settings, page.history.now, faults);
  byId("sentences").replaceChildren(...answer.sentences.map((sentence) => element("li", {}, sentence)));
  byId("designs").replaceChildren(designTable(answer));
  byId("ratios").replaceChildren(ratioTable(answer));
  showBars(page);
  showPins(page);
  showEstimate(page);
  showViews(page);
}

/** What can be undone, and the changes in the page's address. */
function showHistory({ history }: Page): void {
  byId<HTMLButtonElement>("undo").disabled = !history.canUndo;
  byId<HTMLButtonElement>("redo").disabled = !history.canRedo;
  byId<HTMLButtonElement>("reset").disabled = Object.keys(history.now).length === 0;
  const fragment = fragmentOf(history.now);
  const address = fragment === "" ? location.pathname + location.search : `#${fragment}`;
  window.history.replaceState(null, "", address);
}

/** Asks for the estimate of what was priced, in a worker of its own: it takes longer. */
function askEstimate(page: Page, changes: Changes): void {
  page.estimator ??= createAsker(
    (own) => ({ kind: "estimate", changes: own }),
    page.data,
    (reply, at) => {
      if (!("estimate" in reply)) return;
      page.estimate = { changes: at, found: reply.estimate };
      showEstimate(page);
      showPins(page);
    },
    say,
  );
  page.estimator.ask(changes);
}

/** Shows a price, unless a better one or one of newer settings is shown. */
function hearPrice(
  page: Page,
  fields: Fields,
  { price, milliseconds }: Extract<LiveReply, { readonly price: LivePrice }>,
  changes: Changes,
): void {
  const own = fragmentOf(changes);
  const now = fragmentOf(page.history.now);
  const isProvisional = price.kind === "priced" && price.isProvisional;
  const { dataset } = byId("results");
  if (price.kind === "priced" && !isProvisional) page.basis = price.basis;
  if (isProvisional ? own !== now || page.exact === own : own !== now && dataset.shown === now) return;
  const time = `${milliseconds.toFixed(0)} ms`;
  say(
    isProvisional
      ? `Priced in ${time} with the arrays and plans of the last price; the exact one follows.`
      : `Re-priced in ${time}.`,
  );
  dataset.shown = own;
  if (!isProvisional) {
    page.exact = own;
    dataset.priced = own;
  }
  showPrice(page, price, changes, fields);
  if (price.kind === "priced" && !isProvisional && own === now) askEstimate(page, changes);
}

function live(data: LiveData): void {
  const { first, parameters } = data;
  const opened = changesOf(location.hash.slice(1), parameters);
  const history = createHistory(opened.changes);
  const hear = (reply: LiveReply, changes: Changes): void => {
    if (!("price" in reply)) return;
    const isFirst = page.exact === null;
    hearPrice(page, fields, reply, changes);
    // A worker is slow the first time: that is not left to the first move of a slider.
    if (isFirst) quick.ask(history.now);
  };
  const fail = (message: string): void => say(`This page cannot re-price: ${message}`);
  const pricer = createAsker((changes) => ({ kind: "price", changes }), data, hear, fail);
  const quick = createAsker(
    (changes) => (page.basis === null ? null : { kind: "quick", changes, basis: page.basis }),
    data,
    hear,
    fail,
  );
  const page: Page = {
    data,
    history,
    answer: first.kind === "priced" ? first : null,
    priced: {},
    exact: null,
    basis: null,
    estimate: null,
    pins: [],
    estimator: null,
    views: [],
    go: (changes, isOngoing) => {
      history.go(changes, isOngoing);
      page.ask();
    },
    ask: () => {
      showHistory(page);
      quick.ask(history.now);
      pricer.ask(history.now);
    },
  };
  const settings = first.kind === "priced" ? first.settings : {};
  const fields = createFields(byId("fields"), parameters, settings, statedPaths(data.base), {
    set: (path, value, isOngoing) => page.go({ ...history.now, [path]: value }, isOngoing),
    reset: (path) => {
      const { [path]: _, ...rest } = history.now;
      page.go(rest, false);
    },
  });
  bindButtons(page, fields);
  if (page.answer !== null) byId("pin-design").replaceChildren(...designOptions(page.answer, data.subject));
  page.views = createViews(
    createCaller(data, say),
    (changes) => page.go(changes, false),
    () => showViews(page),
  );
  byId("views").replaceChildren(...page.views.map(({ box }) => box.section));
  showPrice(page, first, {}, fields);
  page.ask();
  say(
    opened.unknown.length === 0
      ? "Starting: the first price runs the embedded model."
      : `The address sets keys that no parameter has: ${opened.unknown.join(", ")}.`,
  );
  window.addEventListener("hashchange", () =>
    page.go(changesOf(location.hash.slice(1), parameters).changes, false),
  );
}

function bindButtons(page: Page, fields: Fields): void {
  const { history, data } = page;
  const onClick = (id: string, act: () => void): void => byId(id).addEventListener("click", act);
  const undo = (): void => {
    history.undo();
    page.ask();
  };
  const redo = (): void => {
    history.redo();
    page.ask();
  };
  onClick("undo", undo);
  onClick("redo", redo);
  onClick("reset", () => page.go({}, false));
  onClick("pin", () => {
    if (page.answer === null) return;
    page.pins = [...page.pins, pinOfNow(page, page.answer)];
    showPins(page);
    showViews(page);
    say("Added to the comparison.");
  });
  onClick("copy-config", () => {
    if (page.answer !== null) copyText(`${JSON.stringify(page.answer.config, null, 2)}\n`, "config");
  });
  onClick("copy-command", () => copyText(commandOf(data.command, history.now), "command"));
  onClick("copy-link", () => copyText(location.href, "link"));
  onClick("save-svg", () => {
    const picture = byId("bars").querySelector("svg");
    if (picture !== null) downloadText("energy.svg", svgFile(picture), "image/svg+xml");
  });
  byId("search").addEventListener("input", (event) =>
    fields.search((event.target as HTMLInputElement).value),
  );
  byId("bar-scale").addEventListener("change", () => showBars(page));
  window.addEventListener("resize", () => {
    showBars(page);
    showViews(page);
  });
  byId("pin-design").addEventListener("change", () => {
    showPins(page);
    showViews(page);
  });
  byId("theme").addEventListener("change", (event) => {
    document.documentElement.dataset.theme = (event.target as HTMLSelectElement).value;
  });
  bindUndoKeys(undo, redo);
}

live(JSON.parse(byId("data").textContent) as LiveData);
