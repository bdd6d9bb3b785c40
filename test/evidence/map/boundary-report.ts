import type { Report } from "#reports";
import type { Boundary } from "../../../evidence/map/boundary.ts";

/** A boundary of the map as a report of its own: what it says behind the first screen. */
export const boundaryReport = <Found>({ json, pages }: Boundary<Found>, found: Found): Report => ({
  json: json(found, "0"),
  blocks: (pages?.(found) ?? []).flatMap((block) => (block.kind === "details" ? block.blocks : [block])),
});
