import { z } from "zod";
import { raise } from "#base";
import { readInputFile } from "#local-io";
import type { DesignId } from "../../../../comparison/comparison-design.ts";
import { SEARCHED } from "../../../../comparison/comparison-designs.ts";
import type { NeededBudget } from "../../../../comparison/equal-quality.ts";
import { STORED_KEYS } from "../../../../report/outward.ts";

/** Largest accepted report; one of 1 300 answers takes 3 MB. */
const MOST_BYTES = 64 << 20;

/** Largest loss of mean accuracy that counts as equal; the bounds of `lm` are too wide for a test. */
export const ACCURACY_MARGIN = 0.02;

const bound = z.number().nullable();
const reportSchema = z.object({
  model: z.object({
    name: z.string(),
    file: z.string(),
    layers: z.int().min(1),
    heads: z.int().min(1),
    keyValueHeads: z.int().min(1),
    headWidth: z.int().min(1),
  }),
  plan: z.object({
    [STORED_KEYS.variants]: z.array(
      z.object({
        id: z.string(),
        role: z.string(),
        sink: z.int().min(0),
        window: z.int().min(0),
        selector: z.object({ name: z.string(), params: z.record(z.string(), z.unknown()) }),
        budget: z.object({
          kind: z.string(),
          p: z.number().optional(),
          tau: z.number().gt(0).max(1).optional(),
          exponent: z.number().min(0).optional(),
        }),
      }),
    ),
    parts: z.array(z.object({ shape: z.object({ length: z.int().min(1) }) })).min(1),
  }),
  lines: z.array(
    z.object({
      setup: z.string(),
      [STORED_KEYS.variant]: z.string(),
      attendedShare: z.number().gt(0).max(1),
      // Reports from before 30 November 2026 lack it.
      attendedP99: z.number().gt(0).max(1).optional(),
      measures: z.array(
        z.object({
          measure: z.string(),
          loss: z.object({ mean: z.number(), lower95: bound, upper95: bound }),
        }),
      ),
    }),
  ),
});
type LmReport = z.output<typeof reportSchema>;
type VariantBudget = LmReport["plan"][typeof STORED_KEYS.variants][number]["budget"];

/** Result of a key-selection study for one selector and budget, as a comparison's design would run it. */
export interface MeasuredRow {
  /** Design with the hardware of the selector. */
  readonly design: DesignId;
  /** Name in the report, with the budget. */
  readonly name: string;
  readonly bits: number;
  readonly budget: NeededBudget;
  /** Attended keys divided by visible ones, including sink and window. */
  readonly attended: number;
  /** The same of the token at the 99th percentile; null where the report lacks it. */
  readonly p99: number | null;
  /** Perplexity divided by that of exact attention, with its 95 % interval. */
  readonly perplexity: { readonly ratio: number; readonly lower: number; readonly upper: number };
  /** Largest mean loss of token accuracy over the tasks; null without tasks. */
  readonly accuracyLost: number | null;
}

/** Parts of a report of `lm` that prices need. */
export interface MeasuredModel {
  readonly file: string;
  readonly model: LmReport["model"];
  readonly length: number;
  readonly setup: string;
  readonly sink: number;
  readonly window: number;
  readonly rows: readonly MeasuredRow[];
}

/** Reads `result.json` of `lm`. Throws ConfigError for others, and without a selector of known hardware. */
export function readMeasured(file: string, setup: string): MeasuredModel {
  const fail = (path: string, message: string): never => raise(file, path, message);
  const text = readInputFile(file, MOST_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail("(root)", "expected the result.json that lm writes, received no JSON");
  }
  const parsed = reportSchema.safeParse(value);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    return fail(path.join(".") || "(root)", `expected the result.json that lm writes: ${message}`);
  }
  const { model, plan, lines } = parsed.data;
  const rows = lines.filter((line) => line.setup === setup).flatMap((line) => rowOf(line, plan));
  if (rows.length === 0)
    fail(
      "lines",
      `expected a row of ${SEARCHED.map(({ select }) => select?.name).join(", ")} with a perplexity in setup ${setup}, received none`,
    );
  const [{ sink, window }] = plan[STORED_KEYS.variants];
  return { file, model, length: plan.parts[0].shape.length, setup, sink, window, rows };
}

/** Empty for a control, for a selector without a design, and if perplexity was not measured. */
function rowOf(
  line: LmReport["lines"][number],
  { [STORED_KEYS.variants]: variants }: LmReport["plan"],
): MeasuredRow[] {
  const variant = variants.find(({ id, role }) => id === line[STORED_KEYS.variant] && role === "subject");
  const perplexity = line.measures.find(({ measure }) => measure === "perplexity");
  if (variant === undefined || perplexity === undefined) return [];
  const design = SEARCHED.find(({ select }) => select?.name === variant.selector.name);
  if (design?.select === undefined) return [];
  const params = design.select.params.safeParse(variant.selector.params);
  if (!params.success || ("hash" in params.data && params.data.hash !== "memristor")) return [];
  const { lower95, upper95, mean } = perplexity.loss;
  const lost = line.measures.flatMap(({ measure, loss }) =>
    measure === "perplexity" || measure === "divergence" ? [] : [loss.mean],
  );
  return [
    {
      design: design.id,
      name: variant.id,
      bits: Number((params.data as { readonly bits: unknown }).bits),
      budget: budgetOf(variant.budget),
      attended: line.attendedShare,
      p99: line.attendedP99 ?? null,
      perplexity: {
        ratio: Math.exp(mean),
        lower: lower95 === null ? 0 : Math.exp(lower95),
        upper: upper95 === null ? Number.POSITIVE_INFINITY : Math.exp(upper95),
      },
      accuracyLost: lost.length === 0 ? null : Math.max(...lost),
    },
  ];
}

/** Budgets that are neither a mass nor a threshold are priced by the share that they attended. */
function budgetOf({ kind, p, tau, exponent = 0 }: VariantBudget): NeededBudget {
  if (kind === "mass" && p !== undefined) return { kind, p };
  if (kind === "threshold" && tau !== undefined) return { kind, tau, exponent };
  return { kind: "share" };
}

/** A row to price a design with. */
export interface ChosenRow extends MeasuredRow {
  /** Whether it is shown to keep the quality. */
  readonly isKept: boolean;
}

/** Whether perplexity is shown to stay within a margin, and mean accuracy stays within two points. */
const isEqual = ({ perplexity, accuracyLost }: MeasuredRow, margin: number): boolean =>
  perplexity.upper < 1 + margin && (accuracyLost ?? 0) <= ACCURACY_MARGIN;

/** A design's equal row of fewest keys, then fewest bits; if none is equal, that of the least bound. */
export function fewestKeys(rows: readonly MeasuredRow[], margin: number): readonly ChosenRow[] {
  const least = (own: readonly MeasuredRow[], order: (row: MeasuredRow) => readonly number[]) =>
    own.reduce((a, b) => {
      const [x, y] = [order(a), order(b)];
      const n = x.findIndex((value, k) => value !== y[k]);
      return n >= 0 && y[n] < x[n] ? b : a;
    });
  return SEARCHED.flatMap(({ id }): ChosenRow[] => {
    const own = rows.filter(({ design }) => design === id);
    if (own.length === 0) return [];
    const equal = own.filter((row) => isEqual(row, margin));
    return equal.length > 0
      ? [{ ...least(equal, ({ attended, bits }) => [attended, bits]), isKept: true }]
      : [{ ...least(own, ({ perplexity }) => [perplexity.upper]), isKept: false }];
  });
}
