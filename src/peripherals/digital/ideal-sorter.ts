import { z } from "zod";
import { free } from "../../base/free.ts";
import { defineSorter, resident } from "./sorter.ts";

/** The engine's own stable sort: the oracle of the hardware sorters. */
export const idealSorter = defineSorter({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    work: resident,
    order: (ids) => Int32Array.from([...ids.keys()].sort((a, b) => ids[a] - ids[b] || a - b)),
  }),
  cost: () => free(["place", "scan"]),
});
