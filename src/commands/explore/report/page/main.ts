import { byId, copyText, downloadText, svgFile } from "#charts";
import { changesOf, commandOf, createHistory, fragmentOf, sameChanges } from "../history.ts";
import type { Changes, LiveData, LivePrice, LiveReply } from "../live-data.ts";
import { bindUndoKeys, createFields, type Fields, statedPaths } from "./fields.ts";
import { designOptions } from "./results.ts";
import {
  createFrames,
  type Page,
  pinOfNow,
  say,
  showBars,
  showEstimate,
  showPins,
  showPrice,
  showVerdict,
  showViews,
} from "./show.ts";
import { createArray } from "./views/array.ts";
import { createBinding } from "./views/binding.ts";
import { createDecode } from "./views/decode.ts";
import { createFloorplan } from "./views/floorplan.ts";
import { createHeatMap } from "./views/heat-map.ts";
import { createRoofline } from "./views/roofline.ts";
import type { View } from "./views/view.ts";
import { createWaterfall } from "./views/waterfall.ts";
import { type Asker, type Caller, createAsker, createCaller } from "./workers.ts";

/** The views in the page's order; those that need a worker are initially closed. */
function createViews(call: Caller, go: (changes: Changes) => void, redraw: () => void): View[] {
  const views = [
    createWaterfall(redraw),
    createBinding(),
    createRoofline(),
    createHeatMap(call, go, redraw),
    createDecode(call),
    createFloorplan(call),
    createArray(call, redraw),
  ];
  for (const { box } of views) box.section.addEventListener("toggle", redraw);
  return views;
}

/** Pause from the last change to the estimate of recall, ms, which takes a core for seconds. Assumed. */
const ESTIMATE_PAUSE = 500;

/** Pause between a quick price and the request for the exact one, ms: one frame. */
const EXACT_PAUSE = 16;

/** Quick prices of the initial settings, computed to warm up the browser's compiler. Assumed. */
const WARM_UPS = 12;

/** Updates the undo buttons. */
function showHistory({ history }: Page): void {
  byId<HTMLButtonElement>("undo").disabled = !history.canUndo;
  byId<HTMLButtonElement>("redo").disabled = !history.canRedo;
  byId<HTMLButtonElement>("reset").disabled = Object.keys(history.now).length === 0;
}

let pause = 0;

/** Requests the slow estimate of the priced settings, in its own worker, once nothing changes. */
function askEstimate(page: Page, changes: Changes): void {
  window.clearTimeout(pause);
  pause = window.setTimeout(() => {
    if (sameChanges(changes, page.history.now)) estimatorOf(page).ask(changes);
  }, ESTIMATE_PAUSE);
}

function estimatorOf(page: Page): Asker {
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
  return page.estimator;
}

/** Shows a price unless a better or a newer one is shown. */
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
  if (!isProvisional) page.exact = own;
  showPrice(page, price, changes, fields, () => {
    if (!isProvisional) dataset.priced = own;
  });
  dataset.shown = own;
  if (price.kind === "priced" && !isProvisional && own === now) askEstimate(page, changes);
}

/** Pause between updates of the page's address during a drag, ms: browsers refuse some hundreds in 10 s. */
const ADDRESS_PAUSE = 250;

/** Keeps the changes in the page's address; delayed during a drag. */
function createAddress(): (fragment: string, isOngoing: boolean) => void {
  let newest = "";
  let timer: number | null = null;
  const write = (): void => {
    if (timer !== null) window.clearTimeout(timer);
    timer = null;
    window.history.replaceState(null, "", newest === "" ? location.pathname + location.search : `#${newest}`);
  };
  return (fragment, isOngoing) => {
    newest = fragment;
    if (!isOngoing) write();
    else timer ??= window.setTimeout(write, ADDRESS_PAUSE);
  };
}

/** Starts the pricing workers; returns a function that requests the quick and then the exact price. */
function createPrices(page: Page, fields: Fields): (changes: Changes) => void {
  const isExact = (changes: Changes): boolean => page.exact === fragmentOf(changes);
  let warmUps = 0;
  // Warm-up, so that the first moves of a slider run compiled code.
  const warmUp = (): void => {
    if (warmUps < WARM_UPS && isExact(page.history.now)) quick.ask(page.history.now);
  };
  const hear = (reply: LiveReply, changes: Changes): void => {
    if (!("price" in reply)) return;
    hearPrice(page, fields, reply, changes);
    warmUp();
  };
  const hearQuick = (reply: LiveReply, changes: Changes): void => {
    if (!("price" in reply)) return;
    warmUps++;
    hear(reply, changes);
    // After the quick price is shown, because both would share the core of a small machine.
    window.setTimeout(() => {
      if (!isExact(changes) && sameChanges(changes, page.history.now)) pricer.ask(changes);
    }, EXACT_PAUSE);
  };
  const fail = (message: string): void => say(`This page cannot re-price: ${message}`);
  const pricer = createAsker((changes) => ({ kind: "price", changes }), page.data, hear, fail);
  const quick = createAsker(
    (changes) => (page.basis === null ? null : { kind: "quick", changes, basis: page.basis }),
    page.data,
    hearQuick,
    fail,
  );
  return (changes) => (page.basis === null ? pricer : quick).ask(changes);
}

function live(data: LiveData): void {
  const { first, parameters } = data;
  const opened = changesOf(location.hash.slice(1), parameters);
  const history = createHistory(opened.changes);
  const address = createAddress();
  let asked: string | null = null;
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
    later: createFrames(),
    go: (changes, isOngoing) => {
      history.go(changes, isOngoing);
      page.ask(isOngoing);
    },
    ask: (isOngoing = false) => {
      const own = fragmentOf(history.now);
      // A released slider reports its last value again.
      if (own !== asked) price(history.now);
      asked = own;
      address(own, isOngoing);
      showHistory(page);
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
  const price = createPrices(page, fields);
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
    showVerdict(page);
    showBars(page);
    showViews(page);
  });
  byId("pin-design").addEventListener("change", () => {
    showVerdict(page);
    showPins(page);
    showViews(page);
  });
  byId("theme").addEventListener("change", (event) => {
    document.documentElement.dataset.theme = (event.target as HTMLSelectElement).value;
  });
  bindUndoKeys(undo, redo);
}

live(JSON.parse(byId("data").textContent) as LiveData);
