import { choice } from "#base";
import type { PreparedSelector, SelectorTools } from "./selector.ts";

/** Whether a selector sees vectors rotated by their positions. */
export const hashedField = choice(
  ["after-positions", "before-positions"],
  "whether queries and keys are seen as rotated by their positions",
).prefault("after-positions");

/** A selector that sees queries and keys with or without the rotation of their positions. */
export const seenAs = (
  hashed: "after-positions" | "before-positions",
  tools: SelectorTools,
  prepare: (tools: SelectorTools) => PreparedSelector,
): PreparedSelector => (hashed === "after-positions" ? prepare(tools) : beforePositions(prepare, tools));

/**
 * A selector that sees queries and keys before they are rotated by their positions: mean and map then do not
 * drift with length, but the estimated product ignores the distance of query and key.
 */
function beforePositions(
  prepare: (tools: SelectorTools) => PreparedSelector,
  tools: SelectorTools,
): PreparedSelector {
  const means = new Map<number, Float64Array>();
  const samplesOf: SelectorTools["keySamples"] = (site) => {
    const samples = tools.keySamples(site);
    return { ...samples, data: tools.unrotated(samples, samples.position) };
  };
  const prepared = prepare({
    ...tools,
    keySamples: samplesOf,
    keyMean(site) {
      const key = site.layer * tools.keyValueHeads + site.keyValueHead;
      const known = means.get(key);
      if (known !== undefined) return known;
      const { rows, width, data } = samplesOf(site);
      const mean = new Float64Array(width);
      for (let n = 0; n < rows * width; n++) mean[n % width] += data[n] / rows;
      means.set(key, mean);
      return mean;
    },
  });
  return {
    encodeKeys: (block, into) =>
      prepared.encodeKeys(
        {
          ...block,
          data: tools.unrotated(block, (t) => block.first + t),
          keys: tools.unrotated({ ...block, rows: block.first + block.rows, data: block.keys }, (j) => j),
        },
        into,
      ),
    begin: (block) =>
      prepared.begin({
        ...block,
        data: tools.unrotated(block, (n) => block.first + n),
        keys: tools.unrotated({ ...block, rows: block.first + block.rows, data: block.keys }, (j) => j),
      }),
  };
}
