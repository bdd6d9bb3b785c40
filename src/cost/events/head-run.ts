import type { ComponentName } from "../../mapping/action-counts.ts";
import type { StageDemand } from "../stage-demand.ts";

/** Pieces into which a stage of few parts is cut, so that stages that share a component take turns. */
const PIECES = 32;

/** A head's way through one stage. */
export interface StageRun {
  readonly demand: StageDemand;
  readonly work: readonly (readonly [ComponentName, number])[];
  readonly pieces: number;
  /** Pieces that are sent to the components, that the components are through with, and whose results are there. */
  sent: number;
  served: number;
  ready: number;
  /** When a component first began to serve it, s. */
  began: number;
}

export interface HeadRun {
  readonly head: number;
  readonly core: number;
  /** Null where the head has no work in a stage. */
  readonly stages: readonly (StageRun | null)[];
}

/** A head before its first piece. `workOf` gives the time of a stage on each component, s. */
export const startHead = (
  head: number,
  core: number,
  demands: readonly StageDemand[],
  workOf: (demand: StageDemand) => StageRun["work"],
): HeadRun => ({
  head,
  core,
  stages: demands.map((demand) => {
    if (![...demand.busy.values()].some((time) => time > 0)) return null;
    const { parts } = demand.stage;
    const pieces = parts * Math.ceil(PIECES / parts);
    return {
      demand,
      work: workOf(demand),
      pieces,
      sent: 0,
      served: 0,
      ready: 0,
      began: Number.POSITIVE_INFINITY,
    };
  }),
});

/** Share of a stage's work that a piece has. */
export function shareOf({ demand, pieces }: StageRun, piece: number): number {
  const { parts, grows } = demand.stage;
  const perPart = pieces / parts;
  const part = Math.floor(piece / perPart);
  return (grows ? (2 * part + 1) / parts ** 2 : 1 / parts) / perPart;
}

/** The stage with work before stage n, or null. */
const before = ({ stages }: HeadRun, n: number): StageRun | null => {
  for (let m = n - 1; m >= 0; m--) if (stages[m] !== null) return stages[m];
  return null;
};

/** Whether what the next piece of stage n works on is there, and no more than one piece waits behind the one at work. */
export function mayStart(run: HeadRun, n: number): boolean {
  const own = run.stages[n];
  if (own === null || own.sent === own.pieces || own.sent - own.served >= 2) return false;
  const source = before(run, n);
  if (source === null) return true;
  if (source.demand.stage.next === "barrier") return source.ready === source.pieces;
  const part = Math.floor((own.sent * own.demand.stage.parts) / own.pieces);
  // Part i of p works on the first (i + 1)/p of what comes in.
  return source.ready >= Math.ceil((source.pieces * (part + 1)) / own.demand.stage.parts - 1e-9);
}

/** Whether the components are through with a head's work in stage n. */
export const isServed = ({ stages }: HeadRun, n: number): boolean =>
  stages[n] === null || stages[n].served === stages[n].pieces;

export const isDone = ({ stages }: HeadRun): boolean =>
  stages.every((stage) => stage === null || stage.ready === stage.pieces);
