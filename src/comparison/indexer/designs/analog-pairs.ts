import { analogPairs } from "../../../peripherals/search/analog-pairs.ts";
import type { IndexDesign, IndexGround, IndexScan } from "../index-design.ts";
import { storeSearch, weighing } from "../index-units.ts";

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
