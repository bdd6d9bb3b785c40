import type { Instance } from "#base";
import { nearBankUnits } from "../../../peripherals/index-arithmetic.ts";
import type { IndexDesign } from "../index-design.ts";
import { KEY_BYTES } from "../index-traffic.ts";
import { memoryLine, memoryTime, storedKey, weighing } from "../index-units.ts";

/** Bytes of a score on its way to the chip. */
const SCORE = 2;

/**
 * MXFP4 keys that units at the banks of the memory score; a head's products are added up there, and a score a key and
 * head's sum goes to the chip. The units are on the memory's die, whose area is not counted.
 */
export const nearBank: IndexDesign = {
  id: "near-bank",
  name: "MXFP4, units at banks",
  colour: "#44AA99",
  store: "mxfp4",
  search: (ground) => {
    const { indexer, keys, batch, price } = ground;
    const unit = nearBankUnits.schema.parse({ model: nearBankUnits.model });
    const { read, mac } = price(unit).actions;
    const bytes = keys * KEY_BYTES.fp4(indexer.width);
    const time = Math.max(batch * bytes * read.interval, memoryTime(ground, batch * keys * SCORE));
    const weights = weighing(ground, time);
    return {
      lines: [
        { of: "read keys", what: "bytes read to a bank's edge", count: bytes, each: read.energy },
        memoryLine(ground, "read keys", "accesses of the memory for scores", keys * SCORE),
        {
          of: "products",
          what: "fp4 multiply-adds at the banks",
          count: indexer.heads * indexer.width * keys,
          each: mac.energy,
        },
        weights.line,
        storedKey(ground, KEY_BYTES.fp4(indexer.width)),
      ],
      time,
      parts: [{ name: unit.model, instance: unit as Instance, count: 1, each: false }, weights.part],
    };
  },
};
