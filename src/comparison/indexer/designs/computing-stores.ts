// Keys of four bits in stores that compute: every head's query is compared with every key in place.

import { analogPairs } from "../../../peripherals/search/analog-pairs.ts";
import { digitalCim } from "../../../peripherals/search/digital-stores.ts";
import type { IndexDesign, IndexGround, IndexScan } from "../index-design.ts";
import { storeSearch, weighing } from "../index-units.ts";

/** Keys and queries of four bits in digital compute-in-memory, at the price of measured chips. */
export const digitalCimIndex: IndexDesign = {
  id: "digital-cim",
  name: "digital CIM, 4 bits",
  colour: "#0072B2",
  store: "int4",
  search: (ground) => {
    const { width, heads } = ground.indexer;
    const store = digitalCim.schema.parse({ model: digitalCim.model, bits: width, keyBits: 4, queryBits: 4 });
    const own = storeSearch(ground, store, heads);
    const weights = weighing(ground, own.time);
    return { lines: [...own.lines, weights.line], time: own.time, parts: [own.part, weights.part] };
  },
};

function inPairs(ground: IndexGround): IndexScan {
  const { width, heads } = ground.indexer;
  const store = analogPairs.schema.parse({ model: analogPairs.model, bits: width });
  const own = storeSearch(ground, store, heads);
  const weights = weighing(ground, own.time);
  return {
    lines: [...own.lines, weights.line],
    time: own.time,
    parts: [own.part, weights.part],
    contexts: store.behaviour.endurance,
  };
}

/** Keys of four bits written to pairs of resistive cells, a conversion a head and key. */
export const analogIndex: IndexDesign = {
  id: "analog-pairs",
  name: "analog pairs, 4 bits",
  colour: "#D55E00",
  store: "analog",
  search: inPairs,
};
