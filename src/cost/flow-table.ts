// Counts of the plans of a space by the numbers of their kinds: what a search adds up again and again, looked up once.

import type { Plan, TensorName, Tiling } from "../design/mapping-plan.ts";
import type { ActionCount, ComponentName, Operation } from "../mapping/action-counts.ts";
import type { Flow, PlanSpace, Tensor } from "../mapping/flows/flow.ts";

/** What a count is of, by name and by the numbers of its operation and component in a table. */
export interface Kind extends Pick<ActionCount, "operation" | "component" | "action"> {
  readonly step: number;
  readonly part: number;
}

/** Counts in their order; the kind of each is a number of the table that made them. */
export interface Entries {
  readonly kinds: readonly number[];
  readonly counts: readonly number[];
}

/** Data of a flow with their accesses where the buffer keeps nothing or all of them. */
export interface CountedTensor extends Pick<Tensor, "name" | "bits"> {
  readonly away: Entries;
  readonly here: Entries;
  /** The same with the time for which units of the MAC array are idle, for any share. */
  readonly idledAt: (share: number) => Entries;
}

/** A flow under one tiling, counted. */
export interface CountedFlow extends Pick<Flow, "held"> {
  readonly tensors: readonly CountedTensor[];
  readonly rest: Entries;
  /** The rest with the time for which units of the MAC array are idle, and with what declared levels add; counted when it is asked for. */
  readonly idledRest: Entries;
}

/** Tilings that the table of a space keeps, of some ten kilobytes each; a search goes through some forty. */
const MOST_FLOWS = 256;

const tables = new WeakMap<PlanSpace, FlowTable>();

/** The table of a space, which searches with other prices share. */
export function flowTableOf(space: PlanSpace): FlowTable {
  const table = tables.get(space) ?? new FlowTable(space);
  tables.set(space, table);
  return table;
}

/** Kinds and counted flows of a space. */
export class FlowTable {
  /** Kinds in the order in which they were met. */
  readonly kinds: Kind[] = [];
  readonly steps: Operation[] = [];
  readonly parts: ComponentName[] = [];
  readonly #space: PlanSpace;
  readonly #numbers = new Map<Operation, Map<ComponentName, Map<string, number>>>();
  readonly #flows = new Map<string, CountedFlow>();

  constructor(space: PlanSpace) {
    this.#space = space;
  }

  entries(counts: readonly ActionCount[]): Entries {
    return {
      kinds: counts.map((entry) => this.numberOf(entry)),
      counts: counts.map(({ count }) => count),
    };
  }

  part(component: ComponentName): number {
    return indexIn(this.parts, component);
  }

  flow(tiling: Tiling): CountedFlow {
    const { outer, orders, valuePasses, queryTiles, keyTiles } = tiling;
    const key = `${outer} ${orders} ${valuePasses} ${queryTiles} ${keyTiles}`;
    const known = this.#flows.get(key);
    if (known !== undefined) return known;
    const counted = this.#counted(tiling);
    if (this.#flows.size >= MOST_FLOWS) this.#flows.clear();
    this.#flows.set(key, counted);
    return counted;
  }

  #counted(tiling: Tiling): CountedFlow {
    const { buffer, memory, idle, levels } = this.#space;
    const { tensors, others, held } = this.#space.flow(tiling);
    const entriesOf = (): Entries => {
      const done = idle(others, tiling);
      return this.entries([...done, ...levels(done, tiling)]);
    };
    let idledRest: Entries | undefined;
    return {
      held,
      rest: this.entries(others),
      get idledRest() {
        idledRest ??= entriesOf();
        return idledRest;
      },
      tensors: tensors.map(({ name, bits, counts }) => {
        const at = (resident: number): ActionCount[] => counts({ buffer, memory, resident });
        const idled = (resident: number): Entries => this.entries(idle(at(resident), tiling));
        const [none, all] = [idled(0), idled(1)];
        return {
          name,
          bits,
          away: this.entries(at(0)),
          here: this.entries(at(1)),
          idledAt: (share) => (share === 0 ? none : share === 1 ? all : idled(share)),
        };
      }),
    };
  }

  /** Number of the kind of a count. */
  numberOf({ operation, component, action }: Omit<ActionCount, "count">): number {
    const actions = inner(inner(this.#numbers, operation), component);
    const known = actions.get(action);
    if (known !== undefined) return known;
    const [step, part] = [indexIn(this.steps, operation), this.part(component)];
    actions.set(action, this.kinds.length);
    return this.kinds.push({ operation, component, action, step, part }) - 1;
  }
}

/** All counts of a flow under the shares of a plan, in the order of its tensors. */
export const plannedEntries = (
  { idledRest, tensors }: CountedFlow,
  resident: Plan["resident"],
): readonly Entries[] => [
  idledRest,
  ...tensors.map(({ name, idledAt }) => idledAt(resident[name as TensorName] ?? 0)),
];

function indexIn<T>(list: T[], value: T): number {
  const at = list.indexOf(value);
  return at < 0 ? list.push(value) - 1 : at;
}

/** The map of a key, made where there is none. */
function inner<K, V, W>(map: Map<K, Map<V, W>>, key: K): Map<V, W> {
  const own = map.get(key) ?? new Map<V, W>();
  map.set(key, own);
  return own;
}
