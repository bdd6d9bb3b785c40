import type { Instance } from "#base";
import { nearBankUnit } from "../../../peripherals/index-arithmetic.ts";
import type { IndexDesign } from "../index-design.ts";
import { KEY_BYTES } from "../index-traffic.ts";
import { memoryLine, memoryTime, storedKey } from "../index-units.ts";

/** Bytes of a score on its way to the chip. */
const SCORE = 2;

/**
 * MXFP4 keys that units at the banks of the memory score: products, weights and sum over the heads. Keys stay on their
 * die, and one score a key goes to the chip. The units count as area, wherever they are; the rest of the die does not.
 */
export const nearBank: IndexDesign = {
  id: "near-bank",
  name: "MXFP4, units at banks",
  colour: "#44AA99",
  store: "mxfp4",
  search: (ground) => {
    const { indexer, keys, batch, price } = ground;
    const unit = nearBankUnit.schema.parse({ model: nearBankUnit.model });
    const { read, mac, weigh } = price(unit).actions;
    const bytes = keys * KEY_BYTES.fp4(indexer.width);
    const products = indexer.heads * indexer.width * keys;
    const weights = indexer.heads * keys;
    const time = Math.max(batch * bytes * read.interval, memoryTime(ground, batch * keys * SCORE));
    const units = (batch * (products * mac.interval + weights * weigh.interval)) / time;
    return {
      lines: [
        { of: "read keys", what: "bytes read to a bank's edge", count: bytes, each: read.energy },
        memoryLine(ground, "read keys", "accesses of the memory for scores", keys * SCORE),
        { of: "products", what: "fp4 multiply-adds at the banks", count: products, each: mac.energy },
        { of: "top-k", what: "weights of heads at the banks", count: weights, each: weigh.energy },
        storedKey(ground, KEY_BYTES.fp4(indexer.width)),
      ],
      time,
      parts: [{ name: unit.model, instance: unit as Instance, count: units, each: false }],
    };
  },
};
