import { cam2t2r } from "../../../peripherals/search/cam-models.ts";
import { digitalCim } from "../../../peripherals/search/digital-stores.ts";
import type { IndexDesign } from "../index-design.ts";
import { shortlistOf } from "../index-quality.ts";
import { KEY_BYTES } from "../index-traffic.ts";
import { storedKey, storeSearch, untunedHash, weighing } from "../index-units.ts";

/** Signs of a key: with fewer, four times the selected keys hold less than MXFP4 keys agree on (`evidence/indexer`). */
const SIGNS = 256;

/** Signs that untuned arrays give choose a shortlist head by head; its keys are scored again with those of the memory. */
export const untunedFirst: IndexDesign = {
  id: "untuned-first",
  name: "untuned signs first",
  colour: "#CC79A7",
  store: "untuned signs",
  search: (ground) => {
    const { indexer } = ground;
    const store = digitalCim.schema.parse({ model: digitalCim.model, bits: SIGNS });
    const own = storeSearch(ground, store, indexer.heads);
    const weights = weighing(ground, own.time);
    return {
      lines: [
        ...own.lines,
        ...untunedHash(ground, indexer.heads, SIGNS),
        weights.line,
        storedKey(ground, KEY_BYTES.fp4(indexer.width)),
      ],
      time: own.time,
      parts: [own.part, weights.part],
      shortlist: shortlistOf("untuned signs"),
    };
  },
};

/** A content-addressable memory of the same signs, searched once with the signs of the heads' weighted sum. */
export const camFirst: IndexDesign = {
  id: "cam-first",
  name: "CAM of signs first",
  colour: "#882255",
  store: "CAM of signs",
  search: (ground) => {
    const store = cam2t2r.schema.parse({ model: cam2t2r.model, bits: SIGNS });
    const own = storeSearch(ground, store, 1);
    return {
      lines: [
        ...own.lines,
        ...untunedHash(ground, 1, SIGNS),
        storedKey(ground, KEY_BYTES.fp4(ground.indexer.width)),
      ],
      time: own.time,
      parts: [own.part],
      isThreshold: true,
      shortlist: shortlistOf("CAM of signs"),
      contexts: store.behaviour.endurance,
    };
  },
};
