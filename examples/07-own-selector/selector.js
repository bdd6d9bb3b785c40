// Keys by the largest components of a query, after SparQ (Ribar et al. 2023): no code of a key is stored.
export default ({ z, integer, defineSelector }) =>
  defineSelector({
    name: "few-components",
    title: "a choice by few components",
    source: "ribar-2023",
    params: z.object({ components: integer({ min: 1, max: 1024 }, "components that are read").prefault(8) }),
    budgets: ["share", "fixed"],
    needsCalibration: false,
    hasHardware: false,
    keyWords: () => 0,
    prepare: ({ components }) => ({
      encodeKeys() {},
      begin({ data, keys, width }) {
        let compared = 0;
        return {
          choose(n, { from, to, keys: wanted }, into) {
            const query = data.subarray(n * width, (n + 1) * width);
            const read = [...query.keys()].sort((a, b) => Math.abs(query[b]) - Math.abs(query[a]));
            const score = (key) =>
              read.slice(0, components).reduce((sum, c) => sum + query[c] * keys[key * width + c], 0);
            compared = Math.max(0, to - from);
            const scored = Array.from({ length: compared }, (_, n) => [from + n, score(from + n)]);
            const best = scored.sort((a, b) => b[1] - a[1]).slice(0, wanted);
            best.forEach(([key], n) => {
              into[n] = key;
            });
            return best.length;
          },
          slots: () => compared,
        };
      },
    }),
  });
