import type { Changes } from "../../live-data.ts";
import type { Caller } from "../workers.ts";
import { createArray } from "./array.ts";
import { createBinding } from "./binding.ts";
import { createDecode } from "./decode.ts";
import { createFloorplan } from "./floorplan.ts";
import { createHeatMap } from "./heat-map.ts";
import { createRoofline } from "./roofline.ts";
import type { View } from "./view.ts";
import { createWaterfall } from "./waterfall.ts";

/** The views in the order of the page; those that take a worker's time are closed at first. */
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
