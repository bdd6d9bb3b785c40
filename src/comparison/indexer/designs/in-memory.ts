import type { IndexDesign, IndexGround, IndexScan } from "../index-design.ts";
import { KEY_BYTES } from "../index-traffic.ts";
import { memoryLine, memoryTime, products, weighing } from "../index-units.ts";

/** Keys in the memory behind the chip, all read for every token, and units that keep up with them. */
const fromMemory =
  (format: "fp8" | "fp4") =>
  (ground: IndexGround): IndexScan => {
    const { indexer, keys, batch } = ground;
    const bytes = keys * KEY_BYTES[format](indexer.width);
    const time = memoryTime(ground, batch * bytes);
    const dots = products(
      ground,
      format,
      "products",
      `${format} multiply-adds`,
      indexer.heads * indexer.width * keys,
      time,
    );
    const weights = weighing(ground, time);
    return {
      lines: [
        memoryLine(ground, "read keys", "accesses of the memory", bytes),
        dots.line,
        weights.line,
        memoryLine(
          ground,
          "write",
          "key to the memory",
          KEY_BYTES[format](indexer.width) / indexer.compression,
          "write",
        ),
      ],
      time,
      parts: [dots.part, weights.part],
    };
  };

/** The index as DeepSeek-V3.2 is served: 132 B a key. */
export const hbmFp8: IndexDesign = {
  id: "hbm-fp8",
  name: "FP8 in HBM",
  colour: "#7F7F7F",
  store: "fp8",
  search: fromMemory("fp8"),
};

/** 68 B a key: what a search in memory has to beat. */
export const hbmMxfp4: IndexDesign = {
  id: "hbm-mxfp4",
  name: "MXFP4 in HBM",
  colour: "#333333",
  store: "mxfp4",
  search: fromMemory("fp4"),
};

/** The same with one selection for every two layers, as engines share it. */
export const hbmShared: IndexDesign = {
  id: "hbm-mxfp4-shared",
  name: "MXFP4, 2 layers share",
  colour: "#999933",
  store: "mxfp4",
  sharedBy: 2,
  search: fromMemory("fp4"),
};
