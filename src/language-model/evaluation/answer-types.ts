// Types of a key-selection study's answer, for programs that use it.

export type { HaystackShape, Item, PairedLoss, PassageShape } from "#text-trials";
export type { Budget, SelectionShares } from "../engine/engine.ts";
export type { HaystackScore, ItemScore } from "./ask.ts";
export type { AnsweredHaystack, Line, LineVerdict, MeasureResult, NoPower } from "./judge.ts";
export type {
  Role as VariantRole,
  Setup,
  StudyPart,
  StudyPlan,
  StudyVariant,
  VariantBudget,
} from "./study-plan.ts";
export { SETUPS } from "./study-plan.ts";
export type { Versus } from "./versus.ts";
