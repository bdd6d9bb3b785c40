import JSON5 from "json5";
import { digits, engineering, groupDigits, percent, printable } from "#base";
import { type Interval, REJECTION } from "#memristors";
import { type Block, figure, findings, type Report, type Tabular, table, title } from "#reports";
import { type DeviceFit, memristorOfFit } from "../run/device-fit.ts";
import { deviceDrawings } from "./device-charts.ts";

/** Report on a fitted device; `file`: name of its conductances in the config. */
export const deviceAnswer = (fit: DeviceFit, file: string): Report => ({
  json: deviceJson(fit, file),
  blocks: deviceBlocks(fit, file),
});

/** A config that `compare` accepts. */
export const deviceConfig = (fit: DeviceFit, name: string, file: string): string => {
  const { measured, iv, noise, version } = fit;
  const source = [measured, iv, noise].flatMap((one) =>
    one === null ? [] : [`// ${printable(one.file)}: SHA-256 ${one.sha256}`],
  );
  const value = {
    schemaVersion: 1,
    name,
    design: { hashing: { memristor: memristorOfFit(fit, file) } },
  };
  return `${[
    `// A device fitted to measurements by crosshash ${version}: import device, seed ${fit.seed}.`,
    ...source,
    `// ${verdict(fit)[0]}`,
  ].join("\n")}\n${JSON5.stringify(value, null, 2)}\n`;
};

function deviceBlocks(fit: DeviceFit, file: string): Block[] {
  const { measured, distribution } = fit;
  return [
    title(
      `Device of ${measured.file}`,
      `${groupDigits(distribution.count)} conductances${measured.columns > 1 ? ` (${measured.rows} × ${measured.columns})` : ""}, SHA-256 ${measured.sha256.slice(0, 12)}…`,
    ),
    findings(verdict(fit)),
    table(parameterTable(fit), {
      notes: [
        `All ${fit.parameters} intervals hold at once with 95 % (Bonferroni); each one alone with ${percent(1 - 0.05 / fit.parameters)}.`,
      ],
    }),
    table(candidateTable(fit), { title: "Distributions by BIC, lower is better" }),
    ...(fit.iv === null ? [] : [table(lawTable(fit.iv), { title: `Laws by BIC, ${fit.iv.errors} errors` })]),
    { kind: "code", text: `memristor: ${JSON5.stringify(memristorOfFit(fit, file), null, 2)}` },
    ...deviceDrawings(fit).map(figure),
  ];
}

/** One sentence per finding. */
function verdict({ distribution, iv, noise }: DeviceFit): string[] {
  const {
    best,
    isEmpirical,
    isBimodal,
    separation,
    populations,
    probability,
    open,
    stuckOff,
    stuckOn,
    off,
    on,
  } = distribution;
  const tested = `Anderson–Darling test: p ${probability <= 0.005 ? "≤" : "="} ${digits(probability, 2)}`;
  const shape = isEmpirical
    ? `No lognormal, normal or mixture of two fits (${best.name} is nearest; ${tested}, rejected at ${percent(REJECTION)}): the values themselves are the model, drawn with replacement.`
    : `The working devices are ${best.populations === 1 ? best.name : `a ${best.name}`} (${tested}; not rejected at ${percent(REJECTION)}).`;
  const modes = isBimodal
    ? [
        `The conductances are bimodal: ${populations
          .map(({ mean, share }) => `${percent(share.value)} about ${engineering(mean.value, "S")}`)
          .join(" and ")}, ${digits(separation, 2)} apart (Ashman's D; two modes above 2).`,
      ]
    : populations.length === 2 && !isEmpirical
      ? ["Two populations overlap in one mode: the mixture is a shape, no evidence of two kinds of devices."]
      : [];
  const stuck =
    off === null && on === null
      ? [
          `No devices are stuck at either end: at most ${percent(Math.max(stuckOff.high, stuckOn.high))} at each.`,
        ]
      : [
          `${[
            ...(off === null
              ? []
              : [
                  `${percent(stuckOff.value)} of the devices are stuck off at ${engineering(off, "S")}${open > 0 ? ` (${open} conduct nothing)` : ""}`,
                ]),
            ...(on === null ? [] : [`${percent(stuckOn.value)} are stuck on at ${engineering(on, "S")}`]),
          ].join(", ")}.`,
        ];
  return [shape, ...modes, ...stuck, ...lawSentence(iv), ...noiseSentence(noise)];
}

function lawSentence(iv: DeviceFit["iv"]): string[] {
  if (iv === null) return [];
  const { best, points } = iv;
  const name = { linear: "Ohm's law", sinh: "I = (G/a)·sinh(a·V)", cubic: "I = G·(V + k·V³)" }[best.law];
  return [
    best.probability <= REJECTION
      ? `No law of the three fits the ${points} currents (${name} is nearest; runs of its residuals: p = ${digits(best.probability, 2)}): result.json tabulates I/(G·V).`
      : `The current follows ${name} over ${points} points (runs of its residuals: p = ${digits(best.probability, 2)}).`,
  ];
}

function noiseSentence(noise: DeviceFit["noise"]): string[] {
  if (noise === null) return [];
  const { amount, exponent, reference, probability } = noise;
  const state = exponent.low <= 0 && exponent.high >= 0 ? "does not depend" : "depends";
  return [
    `Read noise is ${percent(amount.value)} of the current at ${engineering(reference, "S")} and ${state} on the conductance: σ(G) ∝ G^${digits(1 + exponent.value)}${probability <= REJECTION ? `; a power law is rejected (p = ${digits(probability, 2)})` : ""}.`,
  ];
}

function parameterTable({ distribution, iv, noise }: DeviceFit): Tabular {
  const { populations, stuckOff, stuckOn } = distribution;
  const row = (name: string, { value, low, high }: Interval, show: (x: number) => string): string[] => [
    name,
    show(value),
    show(low),
    show(high),
  ];
  const siemens = (x: number): string => engineering(x, "S", 4);
  const plain = (x: number): string => digits(x, 4);
  return {
    head: ["parameter", "estimate", "95 % from", "to"],
    rows: [
      ...populations.flatMap(({ mean, spread, share }, n) => {
        const of = n === 0 ? "" : " of the second population";
        return [
          row(`mean${of}`, mean, siemens),
          row(`spread σ/µ${of}`, spread, plain),
          ...(n === 0 ? [] : [row("share of the second population", share, plain)]),
        ];
      }),
      row("share stuck off", stuckOff, plain),
      row("share stuck on", stuckOn, plain),
      ...(iv?.best.parameter == null
        ? []
        : [
            row(iv.best.law === "sinh" ? "a of sinh, 1/V" : "k of the cubic, 1/V²", iv.best.parameter, plain),
          ]),
      ...(noise === null
        ? []
        : [
            row(`read noise at ${engineering(noise.reference, "S")}`, noise.amount, plain),
            row("exponent p of σ(G)/G ∝ G^p", noise.exponent, plain),
          ]),
    ],
  };
}

const candidateTable = ({ distribution: { candidates } }: DeviceFit): Tabular => ({
  head: ["distribution", "parameters", "ΔBIC"],
  rows: candidates.map(({ name, parameters, bic }) => [
    name,
    String(parameters),
    digits(bic - candidates[0].bic),
  ]),
});

const lawTable = ({ laws }: NonNullable<DeviceFit["iv"]>): Tabular => ({
  head: ["law", "ΔBIC", "p of runs"],
  rows: laws.map(({ law, bic, probability }) => [law, digits(bic - laws[0].bic), digits(probability, 2)]),
});

function deviceJson(fit: DeviceFit, file: string) {
  const { version, seed, measured, distribution, iv, noise, parameters } = fit;
  const { best, candidates, populations, stuckOff, stuckOn, off, on } = distribution;
  return {
    schemaVersion: 1,
    version,
    seed,
    conductances: measured,
    devices: distribution.count,
    distribution: {
      name: distribution.isEmpirical ? "empirical" : best.name,
      nearest: best.name,
      anderson_darling: distribution.distance,
      p: distribution.probability,
      bimodal: distribution.isBimodal,
      separation: distribution.separation,
      populations: populations.map(({ mean, spread, share }) => ({ mean_S: mean, spread, share })),
      candidates: candidates.map(({ name, parameters: count, bic }) => ({ name, parameters: count, bic })),
    },
    stuck: { off: { share: stuckOff, conductance_S: off }, on: { share: stuckOn, conductance_S: on } },
    iv:
      iv === null
        ? null
        : {
            file: iv.file,
            sha256: iv.sha256,
            law: iv.best.law,
            parameter: iv.best.parameter,
            p: iv.best.probability,
            errors: iv.errors,
            laws: iv.laws.map(({ law, parameter, bic, probability }) => ({
              law,
              parameter,
              bic,
              p: probability,
            })),
            table: iv.table.map(({ volts, ratio }) => ({ voltage_V: volts, ratio })),
          },
    noise:
      noise === null
        ? null
        : {
            file: noise.file,
            sha256: noise.sha256,
            reference_S: noise.reference,
            amount: noise.amount,
            exponent: noise.exponent,
            p: noise.probability,
          },
    confidence: { level: 0.95, parameters, simultaneous: true },
    findings: verdict(fit),
    memristor: memristorOfFit(fit, file),
  };
}
