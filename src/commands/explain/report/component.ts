import type { Catalogue } from "#base";
import { area, engineering } from "#base";
import { type Block, paragraph, type Report, table } from "#reports";
import type { ComponentPrice } from "../run/component.ts";

/** All families with the names of their models. */
export function familiesReport({ families }: Catalogue): Report {
  const names = Object.entries(families).map(([family, models]) => ({
    family,
    models: models.map(({ model }) => model),
  }));
  return {
    json: { families: names },
    blocks: [
      table({
        head: ["family", "models"],
        rows: names.map(({ family, models }) => [family, models.join(", ")]),
        words: [0, 1],
      }),
      paragraph("crosshash explain FAMILY MODEL prices one and lists its parameters."),
    ],
  };
}

/** Models of a family: source, number of constants, and how many of these are assumed. */
export function modelsReport({ families }: Catalogue, family: string): Report {
  const models = families[family].map(({ model, source, constants }) => ({
    model,
    source,
    constants: Object.keys(constants).length,
    assumed: Object.values(constants).filter((constant) => constant.source === "assumed").length,
  }));
  return {
    json: { family, models },
    blocks: [
      table({
        head: [family, "source", "constants", "assumed"],
        rows: models.map(({ model, source, constants, assumed }) => [
          model,
          source,
          String(constants),
          String(assumed),
        ]),
        words: [0, 1],
      }),
    ],
  };
}

/** Price of one component in readable form. */
export function componentBlocks(answer: ComponentPrice): Block[] {
  const actions = Object.entries(answer.actions);
  const rows = actions.map(([name, { energy_J, latency_s, interval_s }]) => [
    name,
    engineering(energy_J, "J"),
    engineering(latency_s, "s"),
    engineering(interval_s, "s"),
  ]);
  return [
    paragraph(
      `${answer.family} ${answer.model} (source: ${answer.source}) at ${engineering(answer.technology.node_m, "m")}`,
      `area ${area(answer.area_m2)}, leakage ${engineering(answer.leakage_W, "W")}, assumed constants: ${answer.assumed} of ${Object.keys(answer.constants).length}`,
    ),
    ...(rows.length === 0 ? [] : [table({ head: ["action", "energy", "latency", "interval"], rows })]),
  ];
}
