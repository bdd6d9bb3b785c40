import { nearBankScan } from "../../../peripherals/search/near-bank-scan.ts";
import type { IndexDesign } from "../index-design.ts";
import { memoryLine, memoryTime, storeSearch, weighing } from "../index-units.ts";

/** Banks that compare at once: those of one stack of HBM3. */
const BANKS = 256;
/** Bytes of a score on its way to the chip. */
const SCORE = 2;
const BITS = 4;

/** Keys of four bits in the banks of the memory, scored there by all heads; a score a key goes to the chip. */
export const nearBank: IndexDesign = {
  id: "near-bank",
  name: "4-bit keys, logic at banks",
  colour: "#44AA99",
  store: "int4",
  search: (ground) => {
    const { indexer, keys, batch } = ground;
    const { width, heads } = indexer;
    const plain = nearBankScan.schema.parse({
      model: nearBankScan.model,
      bits: width,
      keyBits: BITS,
      queryBits: BITS,
      sharing: Math.min(4096, heads),
      keys: Math.ceil(keys / BANKS),
      macros: BANKS,
    });
    const { clock, bandwidth } = plain.params as { readonly clock: number; readonly bandwidth: number };
    // As many comparisons as the banks' reads can feed.
    const rate = (bandwidth * 8) / (width * BITS);
    const comparisons = Math.ceil((rate * heads * BITS) / (BANKS * clock));
    const own = storeSearch(ground, plain.with({ comparisons }), heads);
    const scores = memoryTime(ground, batch * keys * SCORE);
    const time = Math.max(batch * own.time, scores);
    const weights = weighing(ground, time);
    return {
      lines: [
        ...own.lines,
        weights.line,
        memoryLine(ground, "read keys", "accesses for scores", keys * SCORE),
      ],
      time,
      // The logic is that of the banks, whichever layer's keys they hold.
      parts: [{ ...own.part, each: false }, weights.part],
    };
  },
};
