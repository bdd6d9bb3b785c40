import type { Tabular } from "../../../report/report.ts";
import { digits, engineering, groupDigits } from "../../../text/format.ts";
import type { MapReport } from "../run/map.ts";
import { AMORTISED, type TunedPoint } from "../run/tuning.ts";

/** A point as the JSON answer has it. */
export const tunedJson = ({
  nm,
  conductance,
  readTime,
  arrays,
  products,
  transform,
  writing,
  ...own
}: TunedPoint) => ({
  ...own,
  node_nm: nm,
  conductance_S: conductance,
  readTime_s: readTime,
  arrays_J: arrays,
  products_J: products,
  transform_J: transform,
  amortised_keys: AMORTISED,
  writing: writing.map(({ energy, time, amortised, ...each }) => ({
    ...each,
    energy_J: energy,
    time_s: time,
    amortised_J: amortised,
  })),
});

/** What tuning comes to, in a sentence a kind of pulse. */
export function tunedSentences({ tuned }: Pick<MapReport, "tuned">): string[] {
  if (tuned.length === 0) return [];
  const dearer = tuned.filter(({ arrays, transform }) => arrays > transform).length;
  return [
    ...tuned[0].writing.map(({ pulses }, n) => {
      const paid = tuned.flatMap(({ writing }) => writing[n].keys ?? []);
      const when =
        paid.length === 0
          ? "never paid back against int8 products"
          : `paid back against int8 products after ${rounded(Math.min(...paid))} to ${rounded(Math.max(...paid))} keys a head`;
      return `Writing trained rows by ${pulses} pulses: ${when}${paid.length < tuned.length && paid.length > 0 ? `, never at ${tuned.length - paid.length} of ${tuned.length} designs` : ""}.`;
    }),
    `Arrays that are written already take more than a Hadamard transform of as many bits at ${dearer} of ${tuned.length} designs.`,
  ];
}

const rounded = (value: number): string => groupDigits(Number(value.toPrecision(2)));

export const tunedTable = ({ tuned }: Pick<MapReport, "tuned">): Tabular => ({
  head: [
    "node",
    "d",
    "bits",
    "read",
    "arrays",
    "int8 products",
    "Hadamard",
    ...(tuned[0]?.writing ?? []).flatMap(({ pulses }) => [`${pulses}: J, s`, "paid back, keys"]),
  ],
  rows: tuned.map(({ nm, width, bits, conductance, readTime, arrays, products, transform, writing }) => [
    `${nm} nm`,
    String(width),
    String(bits),
    `${engineering(conductance, "S")} ${engineering(readTime, "s")}`,
    engineering(arrays, "J"),
    engineering(products, "J"),
    engineering(transform, "J"),
    ...writing.flatMap(({ energy, time, keys }) => [
      `${engineering(energy, "J")}, ${engineering(time, "s")}`,
      keys === null ? "never" : digits(keys),
    ]),
  ]),
  words: [3],
});
