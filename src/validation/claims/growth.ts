import { mapWorkload } from "../../mapping/mapping.ts";
import { type JudgedClaim, judged } from "./judged.ts";
import { GROWTH } from "./plan.ts";
import { ATTENTION, type Experiment, HASHING } from "./setting.ts";

/** Slope of ln count against ln L, least squares. */
export function exponentOf(lengths: readonly number[], counts: readonly number[]): number {
  const [x, y] = [lengths, counts].map((values) => values.map(Math.log));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const along = x.reduce((sum, xi, n) => sum + (xi - mx) * (y[n] - my), 0);
  return along / x.reduce((sum, xi) => sum + (xi - mx) ** 2, 0);
}

/** E11: counted actions of the mapping against L at a fixed chunk. */
export function growthClaim({ settingOf }: Experiment): JudgedClaim {
  const exponent = (operation: string, action: string, settings: readonly string[]): number => {
    const { design, workload } = settingOf(settings);
    return exponentOf(
      GROWTH.lengths,
      GROWTH.lengths.map((length) =>
        mapWorkload(design, { ...workload, length })
          .counts.filter((count) => count.operation === operation && count.action === action)
          .reduce((sum, { count }) => sum + count, 0),
      ),
    );
  };
  const lsh = exponent("score", "mac", [`${ATTENTION}.hash=simhash`]);
  const exact = exponent("score", "mac", [`${ATTENTION}.kind=exact`]);
  const polytope = exponent("hash", "read", [
    `${ATTENTION}.hash=cross-polytope`,
    `${ATTENTION}.factorise=never`,
    `${HASHING}.readout={family: "wta", model: "ideal"}`,
  ]);
  const within = (x: number, wanted: number): boolean => Math.abs(x - wanted) <= GROWTH.tolerance;
  return {
    id: "E11",
    hypothesis: "The attention part of LSH grows as L, exact attention as L²",
    threshold: `exponent 1.00 ± ${GROWTH.tolerance} of the score products, L ${GROWTH.lengths[0]} to ${GROWTH.lengths.at(-1)}`,
    control: `exact attention: ${exact.toFixed(3)}`,
    power: within(exact, 2) ? "the control grows with exponent 2" : "none",
    measured: `LSH ${lsh.toFixed(3)}; the unfactorised cross-polytope hash grows with ${polytope.toFixed(2)}: its array reads are not linear in L`,
    verdict: judged(within(lsh, 1), within(exact, 2)),
    role: "check",
  };
}
