import { digits, engineering, groupDigits, percent } from "#base";
import { findings, paragraph, type Report, type Tabular, table, title } from "#reports";
import { type ComparisonDesign, type DesignId, feasibleOf } from "../../../comparison/comparison-design.ts";
import { BASELINE, contenderOf, SEARCHED } from "../../../comparison/comparison-designs.ts";
import { takesLess } from "../../../comparison/judgement.ts";
import { area, energy, latency } from "../../../comparison/metrics/prices.ts";
import { STORED_KEYS } from "../../../report/outward.ts";
import type { EqualModel, EqualQualityReport } from "../run/equal-quality/equal-quality.ts";
import { ACCURACY_MARGIN, type ChosenRow } from "../run/equal-quality/measured.ts";

/** Report of what each selector needs for equal quality on a model, and of its cost. */
export const equalQualityReport = (found: EqualQualityReport, version: string): Report => {
  const sentences = sentencesOf(found);
  return {
    json: {
      version,
      name: found.name,
      kernels: found.kernels,
      margin: found.margin,
      accuracyMargin: ACCURACY_MARGIN,
      phase: found.phase,
      findings: sentences,
      models: found.models.map(modelJson),
    },
    blocks: [
      title(
        `${found.name}: designs that search codes, at one quality`,
        found.models.map(called).join("; "),
        `${found.phase}; perplexity within ${percent(found.margin)} by the upper end of its 95 % interval, accuracy within ${100 * ACCURACY_MARGIN} points in the mean`,
      ),
      findings(sentences),
      table(needTable(found), { title: "Fewest keys that keep the quality" }),
      table(priceTable(found), {
        title:
          "Energy at that quality, and how often the least stays the least over the ranges of all constants",
      }),
      table(costTable(found), {
        title:
          found.phase === "decode"
            ? "Latency of a token with the mean number of keys and, after the slash, with that of the 99th percentile; area"
            : "Latency and area",
      }),
      paragraph(
        "A selector that is not shown to keep the quality is priced with its row of the least upper end, and cannot win.",
        "Keys and values on the chip: a buffer as large as they are, priced alike for all designs.",
      ),
    ],
  };
};

const called = ({ model, length }: Pick<EqualModel, "model" | "length">): string =>
  `${model.name} at L = ${groupDigits(length)}`;

/** Four decimals, as the margin is a hundredth. */
const intervalOf = ({ ratio, lower, upper }: ChosenRow["perplexity"]): string =>
  `${ratio.toFixed(4)} [${lower.toFixed(4)}, ${Number.isFinite(upper) ? upper.toFixed(4) : "∞"}]`;

function sentencesOf({ models }: EqualQualityReport): string[] {
  return models.flatMap((model) => {
    const lost = model.chosen.filter(({ isKept }) => !isKept);
    return [
      ...lost.map(
        ({ design, name, perplexity }) =>
          `${called(model)}: ${contenderOf(design).letter} (${name}) is not shown to keep the quality: perplexity × ${intervalOf(perplexity)}.`,
      ),
      ...wins(model),
    ];
  });
}

function wins(model: EqualModel): string[] {
  const counts = new Map<DesignId, number>();
  let beaten = 0;
  for (const { winner, contenders } of model.points) {
    const won = winner === null ? null : feasibleOf(contenders, contenderOf(winner));
    if (won === null) continue;
    counts.set(won.id, (counts.get(won.id) ?? 0) + 1);
    const exact = feasibleOf(contenders, BASELINE);
    if (exact !== null && takesLess(exact.cost.energy, won.cost.energy)) beaten++;
  }
  if (counts.size === 0) return [];
  const ranked = [...counts].sort((a, b) => b[1] - a[1]);
  const listed = ranked.map(([id, count]) => `${contenderOf(id).letter} (${id}) at ${count}`).join(", ");
  return [
    `${called(model)}: at equal quality least energy has ${listed} of ${model.points.length} points; exact attention (A) takes less still at ${beaten}.`,
  ];
}

function needTable({ models }: EqualQualityReport): Tabular {
  return {
    head: [
      "L",
      "design",
      "selector and budget",
      "attended",
      "perplexity × [95 %]",
      "accuracy lost (points)",
      "kept",
    ],
    words: [1, 2, 6],
    rows: models.flatMap((model) =>
      model.chosen.map((row) => [
        groupDigits(model.length),
        contenderOf(row.design).letter,
        row.name,
        percent(row.attended),
        intervalOf(row.perplexity),
        row.accuracyLost === null ? "–" : digits(100 * row.accuracyLost),
        row.isKept ? "yes" : "not shown",
      ]),
    ),
  };
}

function priceTable(found: EqualQualityReport): Tabular {
  const { models } = found;
  const shown = shownOf(found);
  return {
    head: ["L", "node", "keys and values in", ...shown.map(({ letter }) => letter), "wins", "stays"],
    words: [2, 3 + shown.length],
    rows: models.flatMap((model) =>
      model.points.map((point) => {
        const { winner } = point;
        return [
          groupDigits(model.length),
          `${point.node} nm`,
          point.memory,
          ...shown.map((contender) => {
            const own = feasibleOf(point.contenders, contender);
            return own === null ? "infeasible" : engineering(own.cost.energy, "J");
          }),
          winner === null ? "–" : contenderOf(winner).letter,
          winner === null ? "–" : percent(point.stays),
        ];
      }),
    ),
  };
}

/** Designs that are priced for any of the models. */
function shownOf({ models }: EqualQualityReport): readonly ComparisonDesign[] {
  const priced = new Set(models.flatMap(({ chosen }) => chosen.map(({ design }) => design)));
  return [BASELINE, ...SEARCHED.filter(({ id }) => priced.has(id))];
}

function costTable(found: EqualQualityReport): Tabular {
  const shown = shownOf(found);
  return {
    head: ["L", "node", "keys and values in", ...shown.map(({ letter }) => letter)],
    words: [2],
    rows: found.models.flatMap((model) =>
      model.points.map(({ node, memory, contenders, p99 }) => [
        groupDigits(model.length),
        `${node} nm`,
        memory,
        ...shown.map((contender) => {
          const at = contenders.findIndex(({ id }) => id === contender.id);
          const own = feasibleOf(contenders, contender);
          if (own === null) return "infeasible";
          const busy = p99[at];
          const slow = busy == null ? "" : ` / ${engineering(busy, "s")}`;
          return `${engineering(own.cost.timing.latency, "s")}${slow}, ${digits(own.cost.area * 1e6)} mm²`;
        }),
      ]),
    ),
  };
}

const modelJson = ({ file, model, length, setup, chosen, points }: EqualModel) => ({
  file: file.replace(/^.*[\\/]/, ""),
  model,
  length,
  setup,
  needs: chosen.map(({ attended, p99, perplexity, ...row }) => ({
    ...row,
    attendedShare: attended,
    attendedP99: p99,
    perplexity: { ...perplexity, upper: Number.isFinite(perplexity.upper) ? perplexity.upper : null },
  })),
  points: points.map(({ node, memory, winner, stays, contenders, p99 }) => ({
    node_nm: node,
    memory,
    winner,
    stays,
    [STORED_KEYS.contenders]: contenders.map((contender, n) => ({
      id: contender.id,
      [energy.key]: contender.feasible ? contender.cost.energy : null,
      [latency.key]: contender.feasible ? contender.cost.timing.latency : null,
      latencyP99_s: p99[n],
      [area.key]: contender.feasible ? contender.cost.area : null,
      reason: contender.feasible ? null : contender.reason,
    })),
  })),
});
