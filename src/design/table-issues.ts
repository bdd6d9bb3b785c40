import type { Catalogue } from "../base/catalogue.ts";
import type { Instance } from "../base/component.ts";
import { didYouMean, type Issue } from "../base/errors.ts";
import { nanometres } from "../base/units.ts";
import { createTechnology } from "../technology/technology.ts";
import type { Design } from "./design.ts";
import { slotsOf } from "./slots.ts";

/** Rows that name no model or action of their component: a number that changes nothing is a mistake. */
export function tableIssues(design: Design, { families }: Catalogue): Issue[] {
  const tables = design.componentTables;
  if (tables === undefined) return [];
  const slots = new Map(slotsOf(design));
  const issues: Issue[] = [];
  for (const { place, component, model, action } of tables.rows) {
    const refuse = (what: string, known: readonly string[], name: string): void => {
      const message = `expected ${what} ${known.join(", ")}, received "${name}"${didYouMean(name, known)}`;
      const path = [component, model, action].filter((word) => word !== undefined).join(".");
      if (!issues.some((one) => one.message === message)) issues.push({ place, path, message });
    };
    const instance = slots.get(component) as Instance;
    const { family } = instance;
    const models = (families[family] ?? []).map((one) => one.model);
    if (model !== undefined && model !== instance.model && !models.includes(model)) {
      refuse(`a ${family} model of`, models, model);
      continue;
    }
    const actions = actionsOf(component, instance);
    if (action !== undefined && !actions.includes(action))
      refuse(`an action of ${component} (${family}),`, actions, action);
  }
  return issues;
}

/** Actions that a component is priced for: the same for all models of a family. A cell of an array knows none of its own. */
function actionsOf(component: string, instance: Instance): readonly string[] {
  if (component === "array") return ["read"];
  const node = instance.domain?.max ?? nanometres(28);
  return Object.keys(instance.cost(createTechnology(node)).actions);
}
