import type { Config } from "../../design/config.ts";
import type { Member } from "../../ladder/chip-budget.ts";
import type { RungId } from "../../ladder/comparison-design.ts";
import type { BudgetChoice } from "./result.ts";

/** A member of the family with the config that it was priced by; cores are its own. */
export interface FamilyChoice extends BudgetChoice {
  readonly config: Config;
}

/** A priced member as a choice at full speed. */
export const choiceOf = (
  { cores, die, uses, idlePower }: Member,
  rung: RungId,
  sets: FamilyChoice["sets"],
  config: Config,
): FamilyChoice => ({ rung, row: null, cores, sets, uses, full: uses, duty: 1, idlePower, die, config });
