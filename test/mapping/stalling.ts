// An array whose blocks leave units idle and stream operands again, and the free stores of codes of a scoring design.

import type { ComparisonDesign } from "../../src/comparison/comparison-design.ts";
import type { Design } from "../../src/design/design.ts";
import type { Workload } from "../../src/design/workload.ts";
import { codeChoices } from "../../src/mapping/code-store.ts";
import type { Block } from "../../src/peripherals/mac/mac.ts";
import { idealSearch } from "../../src/peripherals/search/search.ts";
import { idealTopK } from "../../src/peripherals/top-k/top-k.ts";
import { configOf } from "../design-under-test.ts";
import type { Ledger } from "./ledger.ts";

/** Share of the units that a block uses, and elements staged and streamed again for a product. */
export const USE = 0.8;
const STREAMS = { staged: 1 / 64, restreamed: 3 / 64 };

/** The design with such an array, which notes the blocks that it is given. */
export function stalling(design: Design, blocks: Block[] = []): Design {
  const { mac } = design.digital;
  const use = (block: Block): number => {
    blocks.push(block);
    return USE;
  };
  const behaviour = { ...mac.behaviour, use, streams: () => STREAMS };
  return { ...design, digital: { ...design.digital, mac: { ...mac, behaviour } } };
}

/** Both products of `pairs` pairs of a query and a key, the first computed `passes` times. */
export function attend({ act }: Ledger, pairs: number, width: number, passes = 1, isBlock = true): void {
  act("softmax softmax exponent", pairs * passes);
  for (const [product, times] of [["score", passes] as const, ["weigh", 1] as const]) {
    const products = pairs * width * times;
    act(`${product} mac mac`, products);
    if (!isBlock) continue;
    // Four fifths of the units work: a quarter of the time of all products is lost.
    act(`${product} mac stall`, products / 4);
    act(`${product} mac stage`, products / 64);
    act(`${product} mac restream`, (products * 3) / 64);
  }
}

/** Vectors of `tokens` tokens come in from memory, with `more` bits, and the outputs of all heads go back there. */
export function pass(
  { act }: Ledger,
  { digital, memory }: Design,
  { heads, kvHeads, headWidth, length }: Workload,
  more = 0,
): void {
  const [near, far] = [digital.buffer.behaviour.bits, memory.behaviour.bits];
  const row = headWidth * 8;
  const entering = length * (heads + 2 * kvHeads) * row + more;
  act("input memory read", entering / far);
  act("input buffer write", entering / near);
  act("output buffer read", (length * heads * row) / near);
  act("output memory write", (length * heads * row) / far);
}

/** A config's design of a record with a free store: what is counted does not hang on which of them is taken. */
export function freeStore(
  record: ComparisonDesign,
  text: string,
): { readonly design: Design; readonly workload: Workload } {
  const config = configOf(text);
  const workload = record.workload(config.workload);
  const free = {
    search: idealSearch.schema.parse({ model: "ideal" }),
    topK: idealTopK.schema.parse({ model: "ideal" }),
  };
  const [design] = codeChoices({ ...record.design(config.design), open: { searches: [free] } }, workload);
  return { design, workload };
}
