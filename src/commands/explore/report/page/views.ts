import type { Changes } from "../live-data.ts";
import { createArray } from "./views/array.ts";
import { createBinding } from "./views/binding.ts";
import { createDecode } from "./views/decode.ts";
import { createFloorplan } from "./views/floorplan.ts";
import { createHeatMap } from "./views/heat-map.ts";
import { createRoofline } from "./views/roofline.ts";
import type { View } from "./views/view.ts";
import { createWaterfall } from "./views/waterfall.ts";
import type { Caller } from "./workers.ts";

/** The views in the page's order; those that need a worker are initially closed. */
export function createViews(call: Caller, go: (changes: Changes) => void, redraw: () => void): View[] {
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
