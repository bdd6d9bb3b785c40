import type { Design } from "../design/design.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { Timed } from "./cost-report.ts";
import type { PriceList } from "./price-list.ts";

/** How sure the plan of a settled design is. */
export interface PlanQuality {
  /** Share by which a plan that was not looked at could be better at most; 0 where the best is known. */
  readonly gap: number;
  /** Energy, J, and latency, s, of the fixed schedule on the same units. */
  readonly fixed: { readonly energy: number; readonly latency: number };
  /** Whether the plan is that of the design that differs in its hash alone; left out where there is none. */
  readonly isShared?: boolean;
}

/** A design without open choices, mapped and timed. */
export interface SettledDesign {
  /** With its plan where one was searched and beats the fixed schedule. */
  readonly design: Design;
  readonly mapping: Mapping;
  readonly prices: PriceList;
  readonly when: Timed;
  /** J */
  readonly energy: number;
  /** Left out where no plan was searched. */
  readonly planned?: PlanQuality;
}

/** A choice with the energy of its actions, J, which is all of it but the leakage. */
export interface Candidate extends Pick<SettledDesign, "design" | "mapping" | "prices"> {
  readonly order: number;
  readonly dynamic: number;
}
