// A selector whose estimates a program outside gives: `crosshash.selector` writes and reads the other ends of these pipes.
// Messages are little-endian. Request: seven int32 (layer, query head, key head, first position, queries, width, keys), then the
// queries and the keys as float32. Answer: an int32 that is 0, then queries × keys estimates as float32; or one that is not 0.
import { openSync, readSync, writeSync } from "node:fs";

let pipes = null;

function opened() {
  const folder = process.env.CROSSHASH_SELECTOR;
  if (folder === undefined)
    throw new Error("expected the folder of pipes in CROSSHASH_SELECTOR: start it from Python");
  pipes ??= { out: openSync(`${folder}/questions`, "w"), in: openSync(`${folder}/answers`, "r") };
  return pipes;
}

function send(array) {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice();
  for (let at = 0; at < bytes.length; ) at += writeSync(opened().out, bytes, at);
}

function receive(array) {
  const bytes = new Uint8Array(array.buffer);
  for (let at = 0; at < bytes.length; ) {
    const count = readSync(opened().in, bytes, at, bytes.length - at, null);
    if (count === 0) throw new Error("the function of the selector ended");
    at += count;
  }
  return array;
}

export default ({ z, defineSelector }) =>
  defineSelector({
    name: "python",
    title: "a function in Python",
    source: "assumed",
    params: z.object({}),
    budgets: ["share", "fixed"],
    needsCalibration: false,
    hasHardware: false,
    keyWords: () => 0,
    prepare: () => ({
      encodeKeys() {},
      begin({ layer, head, keyValueHead, first, rows, width, data, keys }) {
        const count = first + rows;
        send(Int32Array.of(layer, head, keyValueHead, first, rows, width, count));
        send(data.subarray(0, rows * width));
        send(keys.subarray(0, count * width));
        if (receive(new Int32Array(1))[0] !== 0) throw new Error("the function of the selector failed");
        const estimates = receive(new Float32Array(rows * count));
        let compared = 0;
        return {
          choose(n, { from, to, keys: wanted }, into) {
            compared = Math.max(0, to - from);
            const own = estimates.subarray(n * count, (n + 1) * count);
            const best = Array.from({ length: compared }, (_, k) => from + k)
              .sort((a, b) => own[b] - own[a] || a - b)
              .slice(0, wanted);
            into.set(best);
            return best.length;
          },
          slots: () => compared,
        };
      },
    }),
  });
