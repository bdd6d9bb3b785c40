// The public interface of this package.
export { dominates, pickRows } from "./src/dominance.ts";
export { epsilonFront } from "./src/epsilon-front.ts";
export { nonDominated } from "./src/front.ts";
export { frontLoss, type Knee, kneeOf, timesOnFront } from "./src/front-summary.ts";
export { frontHypervolume, hypervolume } from "./src/hypervolume.ts";
export { nearFront } from "./src/near-front.ts";
export type { Objective, Sense } from "./src/objective.ts";
export { promotion, shareOfRange } from "./src/promotion.ts";
export { constrainedRanks, crowdingDistances, nonDominatedRanks, prunedRows } from "./src/ranks.ts";
