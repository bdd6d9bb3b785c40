import { area, digits, engineering, factor, groupDigits, percent } from "#base";
import type { Tabular } from "#reports";
import type { WeightSettings } from "../../../arrays/weights/settings.ts";
import { slicesOf } from "../../../arrays/weights/settings.ts";
import { titleOf } from "../../../comparison/comparison-design.ts";
import { contenderOf } from "../../../comparison/comparison-designs.ts";
import type { ModelChip } from "../../../comparison/whole-model.ts";
import type { Predictions, SelectedPredictions, WeightQuality } from "../run/weight-quality.ts";

/** Chips whose prices are listed with predictions. */
export interface QualityChips {
  readonly arrays: ModelChip | undefined;
  readonly memory: ModelChip | undefined;
}

/** The design that selects keys, in a sentence. */
const selecting = ({ design }: SelectedPredictions): string => `the keys of ${titleOf(contenderOf(design))}`;

/** Arrays of weights in words. */
export function arraysText(settings: WeightSettings): string {
  const { rows, columns, cellBits, weightBits, inputBits, lineBits, adcBits, pairing, columnsPerConverter } =
    settings;
  const slices = slicesOf(settings);
  const cell = pairing === "differential" ? "pair" : "cell";
  const copied = Object.entries(settings.copies).filter(([, copies]) => copies > 1);
  return (
    `${rows} × ${columns} cells of ${cellBits} ${cellBits === 1 ? "bit" : "bits"} with a transistor each, ${slices} ${cell}${slices === 1 ? "" : "s"} a weight of ${weightBits} bits` +
    `${pairing === "differential" ? " in pairs of columns" : ""}, inputs of ${inputBits} bits ${lineBits === 1 ? "bit by bit" : `by ${lineBits} bits`}, ` +
    `${adcBits}-bit converters for ${columnsPerConverter} columns each` +
    (copied.length === 0
      ? ""
      : `; in parallel for each of them: ${copied.map(([step, copies]) => `${step} ${copies}`).join(", ")}`)
  );
}

/** Perplexity with its interval of 95 %. */
const perplexity = ({ loss: { mean, interval } }: Predictions): string =>
  `${digits(Math.exp(mean))} (${digits(Math.exp(mean - interval))} to ${digits(Math.exp(mean + interval))})`;

/** Rise of the perplexity with its interval, which pairs every token with itself. */
const rise = ({ lost }: Predictions): string =>
  lost === null
    ? "–"
    : `${percent(Math.expm1(lost.mean))} (${percent(Math.expm1(lost.mean - lost.interval))} to ${percent(Math.expm1(lost.mean + lost.interval))})`;

/** Rise of perplexity that a drop-in model may have (assumed). */
const ALLOWED = 0.01;

/** What the arrays lose, whether it is within one percent, and how fast they are simulated. */
export function qualityFindings({
  model,
  text,
  tokens,
  stored,
  rounded,
  arrays,
  selected,
  errors,
}: WeightQuality): string[] {
  const { lost } = arrays;
  const [least, most] =
    lost === null ? [0, 0] : [lost.mean - lost.interval, lost.mean + lost.interval].map(Math.expm1);
  const verdict =
    most <= ALLOWED
      ? "within the 1 % of a drop-in model"
      : least > ALLOWED
        ? "beyond the 1 % of a drop-in model"
        : "too near to 1 % for so few tokens";
  const error = errors.reduce((sum, one) => sum + one.error, 0) / errors.length;
  return [
    `With its weights in these arrays, ${model} predicts ${groupDigits(tokens)} tokens of ${text} with a perplexity ${rise(arrays)} higher, ${verdict}; the same bits without errors or converters take ${rise(rounded)}.`,
    ...(selected === null
      ? []
      : [
          `With ${selecting(selected)} (${percent(selected.attended[0])} of them) the stored weights' perplexity is ${rise(selected.stored)} higher; with weights in arrays and these keys ${rise(selected.arrays)}.`,
        ]),
    `Outputs of a matrix are off by ${percent(Math.sqrt(error))} of their size (root of the mean over matrices, on the calibration text, after gain and offset of each column).`,
    `Simulated at ${digits(tokens / arrays.seconds)} tokens/s, ${factor(arrays.seconds / stored.seconds)} of the time of the stored weights.`,
  ];
}

/** Predictions of each form of the weights, with the price of a chip that has it. */
export function qualityTable(
  { stored, rounded, arrays, selected }: WeightQuality,
  chips: QualityChips,
  selectedChips?: QualityChips,
): Tabular {
  const price = (chip: ModelChip | undefined): string[] => {
    const pass = chip?.decode ?? chip?.prefill;
    return chip === undefined || pass === undefined
      ? ["–", "–", "–"]
      : [
          groupDigits(Math.round(pass.tokens / pass.energy)),
          groupDigits(Math.round(pass.tokens / pass.time)),
          area(chip.area),
        ];
  };
  const row = (name: string, one: Predictions, chip: ModelChip | undefined): string[] => [
    name,
    perplexity(one),
    rise(one),
    one.divergence === null ? "–" : engineering(one.divergence, "nat"),
    ...price(chip),
  ];
  return {
    head: ["weights", "perplexity (95 %)", "rise (95 %)", "divergence", "tokens/J", "tokens/s", "area"],
    words: [0],
    rows: [
      row("as stored, from the memory", stored, chips.memory),
      row("bits of the arrays, as numbers", rounded, undefined),
      row("in arrays", arrays, chips.arrays),
      ...(selected === null
        ? []
        : [
            row("as stored, selected keys", selected.stored, selectedChips?.memory),
            row("in arrays, selected keys", selected.arrays, selectedChips?.arrays),
          ]),
    ],
  };
}

const inNats = ({ mean, interval }: { readonly mean: number; readonly interval: number }) => ({
  mean_nats: mean,
  interval_nats: interval,
});

const predictionsJson = ({ loss, lost, divergence, seconds }: Predictions) => ({
  loss: inNats(loss),
  lost: lost === null ? null : inNats(lost),
  divergence_nats: divergence,
  simulation_s: seconds,
});

export const qualityJson = ({
  stored,
  rounded,
  arrays,
  selected,
  ...rest
}: WeightQuality): Record<string, unknown> => ({
  ...rest,
  stored: predictionsJson(stored),
  rounded: predictionsJson(rounded),
  arrays: predictionsJson(arrays),
  selected:
    selected === null
      ? null
      : {
          design: selected.design,
          attended_stored: selected.attended[0],
          attended_arrays: selected.attended[1],
          stored: predictionsJson(selected.stored),
          arrays: predictionsJson(selected.arrays),
        },
});
