import { analogPairs } from "../../../peripherals/search/analog-pairs.ts";
import type { IndexDesign, IndexGround, IndexScan } from "../index-design.ts";
import { shortlistOf } from "../index-quality.ts";
import { KEY_BYTES } from "../index-traffic.ts";
import { storedKey, storeSearch, weighing } from "../index-units.ts";

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
  name: "4-bit keys in analog pairs",
  colour: "#D55E00",
  store: "analog",
  search: inPairs,
};

/** The same, whose best keys are scored again with those of the memory. */
export const analogReranked: IndexDesign = {
  id: "analog-reranked",
  name: "analog pairs, re-ranked",
  colour: "#E69F00",
  store: "analog, re-ranked",
  search: (ground) => {
    const scan = inPairs(ground);
    return {
      ...scan,
      lines: [...scan.lines, storedKey(ground, KEY_BYTES.fp4(ground.indexer.width))],
      shortlist: shortlistOf("analog, re-ranked"),
    };
  },
};
