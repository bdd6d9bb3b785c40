// When selection in memory pays: every boundary as a formula and as priced designs on both sides of it.

import { createRng, factor, groupDigits, type Located } from "#base";
import type { Progress } from "#local-io";
import { type Block, findings, heading, paragraph, type Report } from "#reports";
import { measure } from "../../src/commands/shared/activations.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { parseConfig } from "../../src/design/config.ts";
import { workloadText } from "../../src/design/workload.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import type { Models } from "../../src/runtime/plugins.ts";
import { kernelNames } from "../../src/simulation/kernels.ts";
import { rememberedPoints } from "../../src/simulation/remembered-point.ts";
import { agreementBoundary } from "./agreement.ts";
import { type Asked, type Boundary, type Described, least, type MapQuery } from "./boundary.ts";
import { hashBoundary } from "./hash.ts";
import { belowHalf, learnedBoundary } from "./learned.ts";
import { areasBoundary, payingBoundary } from "./lengths-and-areas.ts";
import { qualityBoundary } from "./quality.ts";
import { regionsBoundary } from "./regions.ts";
import { ratioAt, searchBoundary } from "./search-map.ts";
import { thermalBoundary } from "./thermal.ts";
import { transformBoundary } from "./transform-gain.ts";
import { tunedBoundary } from "./tuned-hash.ts";

/** Every boundary by its key in the JSON answer, in its order. */
const BOUNDARIES = {
  hash: hashBoundary,
  transformGain: transformBoundary,
  learned: learnedBoundary,
  tuned: tunedBoundary,
  thermal: thermalBoundary,
  paying: payingBoundary,
  areas: areasBoundary,
  quality: qualityBoundary,
  agreement: agreementBoundary,
  regions: regionsBoundary,
  search: searchBoundary,
} as const;

type Key = keyof typeof BOUNDARIES;
type Found = { readonly [K in Key]: ReturnType<(typeof BOUNDARIES)[K]["find"]> };
export type MapReport = Described & Found;

/** Boundaries in the order in which the first screen and the pages say them. */
const SAID: readonly Key[] = [
  "learned",
  "tuned",
  "thermal",
  "search",
  "quality",
  "agreement",
  "hash",
  "paying",
];
const PAGES: readonly Key[] = ["transformGain", "agreement", "hash", "tuned", "thermal", "areas", "quality"];
const SPACES: readonly Key[] = ["regions", "search"];

/** Every boundary of the map. A minute on two cores with the usual lists. */
export async function map(
  document: Located,
  models: Models,
  query: MapQuery,
  progress: Progress,
): Promise<MapReport> {
  const { config, activations } = await measure(document, parseConfig(document, models.catalogue), {});
  const { design, workload, name } = config;
  const kernels = loadKernels();
  const described = { name, workload: workloadText(workload), kernels: kernelNames(kernels) };
  const asked: Asked = {
    config: described,
    design,
    workload,
    activations,
    kernels,
    query,
    rng: createRng("map"),
    // A price takes the mean over heads: one is solved for all where only formulas or regions are held against it.
    solve: rememberedPoints({ ...activations, heads: activations.heads.slice(0, 1) }, kernels),
    solveAll: rememberedPoints(activations, kernels),
    progress: (text) => progress.update(text),
  };
  const found = Object.entries(BOUNDARIES).map(([key, { called, find }]) => {
    progress.update(called);
    return [key, find(asked)] as const;
  });
  progress.done();
  return { ...described, ...(Object.fromEntries(found) as unknown as Found) };
}

/** When selection in memory pays: the verdict on the hash, every boundary on a screen, and the priced spaces behind them. */
export function mapReport(found: MapReport, version: string): Report {
  const of = <T>(
    keys: readonly Key[],
    write: (one: Boundary<unknown>, own: unknown) => readonly T[] | undefined,
  ) => keys.flatMap((key) => write(BOUNDARIES[key] as Boundary<unknown>, found[key]) ?? []);
  const json = Object.entries(BOUNDARIES).map(([key, own]) => [
    key,
    (own as Boundary<unknown>).json(found[key as Key], version),
  ]);
  const { name, workload, kernels } = found;
  return {
    json: { version, name, workload, kernels, verdict: verdict(found), ...Object.fromEntries(json) },
    blocks: [
      ...verdictBlocks(found),
      findings(of(SAID, (one, own) => one.sentences?.(own))),
      ...of(SAID, (one, own) => one.screen?.(own)),
      heading("Every boundary"),
      ...of([...PAGES, ...SPACES], (one, own) => one.pages?.(own)),
    ],
  };
}

/** What whole designs take through a better hash alone: the ratio of least energy, and its floor. */
function verdict({ regions, search, learned }: MapReport) {
  const priced = [...regions.swept, ...regions.cheaper];
  const random = priced.flatMap(({ energy }) => energy ?? []);
  const pairs = search.points.flatMap((point) => ratioAt(point, scoreMemristor, scoreDigital) ?? []);
  const trained = learned.map(({ ratio }) => ratio);
  return {
    below: belowHalf([...random, ...pairs]),
    designs: regions.priced + pairs.length,
    least: least(random),
    floor: least(priced.flatMap(({ floor }) => floor ?? [])),
    searched: least(pairs),
    learned: least(trained),
    learnedBelow: belowHalf(trained),
    learnedDesigns: trained.length,
  };
}

function verdictBlocks(found: MapReport): Block[] {
  const { below, designs, ...all } = verdict(found);
  const first =
    below === 0
      ? "No region with C/B < 0.5 through the hash alone"
      : `C/B < 0.5 through the hash alone at ${groupDigits(below)} designs`;
  return [
    paragraph(
      `${first} (${groupDigits(designs)} priced).`,
      `Least: C/B ${factor(all.least)}, F/G ${factor(all.searched)}; no hash brings C/B below ${factor(all.floor)}.`,
    ),
    paragraph(`${found.name}; ${found.workload}`),
  ];
}
