import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { canonicalHash, createRng, fault, type Located } from "#base";
import { loadRealModel, megabytes, type Progress } from "#local-io";
import type { Dimensions, RealModel, TextTokenizer } from "#model-files";
import type { Selector } from "../../../attention/selectors/selector.ts";
import { type Config, parseConfig } from "../../../design/config.ts";
import { resolveInSi } from "../../../design/resolved.ts";
import { selectorOf } from "../../../design/workload.ts";
import type { Engine } from "../../../language-model/engine/engine.ts";
import { arrayBytes, runWork, studyWork } from "../../../language-model/evaluation/forecast.ts";
import { FORMS, type FormName } from "../../../language-model/evaluation/forms.ts";
import { type AnsweredHaystack, judge, setupsOf } from "../../../language-model/evaluation/judge.ts";
import {
  answersOfPlan,
  haystacksOf,
  runStudy,
  type StudyRun,
} from "../../../language-model/evaluation/study.ts";
import type { StudyPlan } from "../../../language-model/evaluation/study-plan.ts";
import { allVersus } from "../../../language-model/evaluation/versus.ts";
import { openAnswerStore, transientAnswers } from "../../../runtime/answer-store.ts";
import { packageVersion } from "../../../runtime/package-files.ts";
import { type Models, pluginHashes } from "../../../runtime/plugins.ts";
import { openEngine } from "../../../runtime/real-engine.ts";
import { ARRAY_CALIBRATION, chipArrays, tooManyCells } from "../../shared/chip-arrays.ts";
import { answersAgainst, checkSameStudy, readEarlier } from "./against.ts";
import { calibrationCosts } from "./calibration-costs.ts";
import {
  bucketsOf,
  checkModel,
  checkSubjects,
  type KeySelectionChoice,
  planOf,
  type SelectionChoice,
  studyKey,
  subjectsOf,
} from "./choice.ts";
import type { KeySelectionReport, Listener, PreparedStudy } from "./result.ts";
import { BUILT_IN, builtInText, digestOfModel, readText, setApart, type Text } from "./texts.ts";
import { isScoredByWindows, windowStudy } from "./windows.ts";

/** Answers with their judgement: each variant against exact attention, and subjects against each other. */
function judged(
  haystacks: readonly AnsweredHaystack[],
  { variants, seed }: StudyPlan,
): Pick<KeySelectionReport, "setups" | "haystacks" | "lines" | "versus"> {
  const rng = createRng(seed).fork("bootstrap");
  return {
    setups: setupsOf(haystacks),
    haystacks,
    lines: judge(haystacks, variants, rng),
    versus: allVersus(haystacks, variants, rng),
  };
}

const MOST_THREADS = 8;

/**
 * Answers questions by a model with selections of keys, and judges it against exact attention. Throws
 * ConfigError for unusable inputs, StoreWriteError for unstored answers; rejects with the signal's reason.
 */
export async function keySelectionReport(
  document: Located,
  models: Models,
  given: KeySelectionChoice,
  listener: Listener,
): Promise<KeySelectionReport> {
  const config = parseConfig(document, models.catalogue, { anySelector: true });
  const choice: SelectionChoice = { ...config.languageModel.selection, ...given };
  checkWeights(document, config, choice);
  const earlier = choice.against === undefined ? null : readEarlier(choice.against);
  const prepare = isScoredByWindows(choice.model, choice.tokens) ? windowStudy : publishedStudy;
  const { form, model, named, plan, haystacks, texts, calibration, calibrated, positions, samples } =
    await prepare(config, choice, models.selectors);
  const { attention } = config.workload;
  const digests = {
    model: named.digest,
    calibration: canonicalHash(calibration),
    config: canonicalHash({
      design: (resolveInSi(document.value, models.catalogue) as { design: unknown }).design,
      attention,
      ...(choice.weights === "arrays" ? { weights: "arrays" } : {}),
    }),
    ...(models.plugins.length === 0 ? {} : { plugins: pluginHashes(models) }),
  };
  const asked = {
    form,
    model: choice.weights === "arrays" ? { ...named, name: `${named.name}, weights in arrays` } : named,
    texts,
    calibration: calibrated,
    digests: { calibration: digests.calibration, config: digests.config },
    plan,
  };
  if (earlier !== null) checkSameStudy(earlier, asked);
  const answers = choice.answers === undefined ? transientAnswers() : openAnswerStore(choice.answers, models);
  try {
    const engine = await openEngine(model, {
      ...(choice.weights === "arrays" ? { arrays: chipArrays(config.design, plan.seed) } : {}),
      lanes: threadsOf(choice),
      ...(positions === undefined ? {} : { positions }),
      ...(samples === undefined ? {} : { samples }),
      hashing: {
        design: config.design,
        attention,
        config: { value: document.value, plugins: models.plugins },
      },
      selectors: models.selectors,
    });
    const run = { plan, haystacks, engine, answers, digests, signal: choice.signal };
    const programmed = arrayBytes(
      model.dimensions,
      plan,
      config.design,
      positions ?? model.dimensions.context,
      models.selectors,
    );
    const known = { kept: answers.kept, programmed };
    const answered = await answersOf(run, model, calibration, known, listener, choice.weights === "arrays");
    return {
      ...asked,
      version: packageVersion(),
      calibrationCosts: calibrationCosts(plan, model.dimensions, calibration.length),
      ...judged(answered, plan),
      kept: answers.kept,
      ...(earlier === null ? {} : { against: answersAgainst(earlier, answered) }),
    };
  } finally {
    for (const remark of answers.remarks()) listener.note(remark);
    answers.close();
  }
}

/** Throws ConfigError where weights in arrays cannot be simulated. */
function checkWeights(
  document: Located,
  { design }: Config,
  { weights, model, tokens }: SelectionChoice,
): void {
  if (weights !== "arrays") return;
  const large = tooManyCells(design.weights, studyKey("weights"));
  if (large !== null) throw fault(document.place(["design", "weights"]), "design.weights", large);
  if (isScoredByWindows(model, tokens))
    throw fault(
      studyKey("weights"),
      "(root)",
      'expected "stored" for a model scored by windows, received "arrays"',
    );
}

const threadsOf = ({ workers }: KeySelectionChoice): number =>
  Math.min(workers ?? availableParallelism(), MOST_THREADS);

/** Checks everything of a published model's study before the first question. */
async function publishedStudy(
  config: Config,
  choice: SelectionChoice,
  selectors: readonly Selector[],
): Promise<PreparedStudy> {
  if (choice.quick === true && choice.plan !== undefined)
    throw fault(studyKey("plan"), "(root)", "expected no plan with --quick, which is one");
  const form: FormName = choice.quick === true ? "quick" : (choice.plan ?? "full");
  const length = choice.length ?? FORMS[form].length;
  const subjects = subjectsOf(
    choice.select ?? [selectorOf(config.workload.attention).name],
    bucketsOf(config.workload.attention, length),
    selectors,
  );
  const { columns } = config.design.hashing.array;
  // First check before weights are read, as the head width is only known afterwards.
  checkSubjects(subjects, { width: 1, length, columns }, choice, selectors);
  const { model, tokenizer } = await loadRealModel(choice.model, {
    tokens: length,
    threads: threadsOf(choice),
  });
  checkModel(model, tokenizer, length, choice);
  checkSubjects(subjects, { width: model.dimensions.headWidth, length, columns }, choice, selectors);
  const plan = planOf(form, length, subjects, choice);
  const { sources, calibration, calibrated } = textsOf(plan, length, tokenizer, choice);
  return {
    ...{ form, model, plan, calibration, calibrated, positions: length },
    named: { ...describe(model), file: basename(choice.model), digest: digestOfModel(choice.model) },
    haystacks: haystacksOf(plan, sources, tokenizer),
    texts: sources.map(describeText),
  };
}

/** Number of stored answers, and bytes of arrays needed for the others. */
interface Known {
  readonly kept: number;
  readonly programmed: number;
}

/** Calibrates the engine, announces the work, answers the questions and closes the engine. */
async function answersOf(
  run: StudyRun,
  model: RealModel,
  calibration: readonly number[],
  known: Known,
  listener: Listener,
  inArrays: boolean,
): Promise<AnsweredHaystack[]> {
  try {
    if (inArrays) {
      listener.progress.update("calibrating the arrays of weights …");
      const own = run.signal === undefined ? {} : { signal: run.signal };
      await run.engine.calibrateArrays(calibration.slice(-ARRAY_CALIBRATION), own);
    }
    const clock = await calibrated(run.engine, model, calibration, run.signal);
    announce(run, clock, known, model.dimensions, listener);
    const answered = await runStudy({ ...run, onAnswer: progressOf(listener.progress) });
    listener.progress.done();
    return answered;
  } finally {
    await run.engine.close();
  }
}

/** Texts for questions, and calibration tokens. */
interface Texts {
  readonly sources: readonly Text[];
  readonly calibration: readonly number[];
  /** Source of the calibration tokens, in words. */
  readonly calibrated: string;
}

function textsOf(plan: StudyPlan, length: number, tokenizer: TextTokenizer, choice: SelectionChoice): Texts {
  const texts = fullTexts(plan, length, tokenizer, choice);
  const { calibrationTokens: most = length } = choice;
  if (most >= length) return texts;
  return {
    ...texts,
    calibration: texts.calibration.slice(0, most),
    calibrated: `${texts.calibrated}, of which the first ${most}`,
  };
}

function fullTexts(
  plan: StudyPlan,
  length: number,
  tokenizer: TextTokenizer,
  { text: files = [], calibration: file }: KeySelectionChoice,
): Texts {
  const most = Math.max(...plan.parts.map(({ haystacks }) => haystacks));
  const rng = createRng(plan.seed).fork("prose");
  // Each stretch is in its own part; a single text needs as much again, and a quarter for passages.
  const first = 2 * (most + 2) * length;
  // Two texts, because passages of one are hidden in the other.
  const given =
    files.length > 0
      ? files.map((name, n) =>
          readText(name, tokenizer, { first, last: n === 0 && file === undefined ? length : 0 }),
        )
      : ["first", "second"].map((name) => ({
          ...builtInText((most + 2) * length, tokenizer, rng.fork(name)),
          name: `${BUILT_IN} (${name})`,
        }));
  if (file !== undefined) {
    const text = readText(file, tokenizer, { first: length, last: 0 });
    if (text.ids.length < length)
      throw fault(
        file,
        "(file)",
        `expected at least ${length} tokens to calibrate on, received ${text.ids.length}`,
      );
    return {
      sources: given,
      calibration: text.ids.slice(0, length),
      calibrated: `${text.name}, first ${length} tokens`,
    };
  }
  const { rest, apart } = setApart(given[0], length);
  return {
    sources: [rest, ...given.slice(1)],
    calibration: apart,
    calibrated: `the last ${length} tokens of ${given[0].name}, which are in no question`,
  };
}

/** A pass that is over sooner was mostly the start of threads and the compiling of code, s. */
const SHORT_PASS = 2;

/** Seconds per unit of work, measured on the calibration text; a short pass is repeated and not counted. */
async function calibrated(
  engine: Engine,
  { dimensions }: RealModel,
  tokens: readonly number[],
  signal: StudyRun["signal"],
): Promise<number> {
  const timed = async (): Promise<number> => {
    const started = performance.now();
    await engine.calibrate(tokens, signal === undefined ? {} : { signal });
    return (performance.now() - started) / 1000;
  };
  const first = await timed();
  const seconds = first < SHORT_PASS ? await timed() : first;
  return seconds / runWork(dimensions, tokens.length);
}

/** Speed on short tails relative to a long prefix, including selection (measured on two cores). */
const TAIL_SPEED = 0.5;

function announce(
  { plan, haystacks, engine }: Pick<StudyRun, "plan" | "haystacks" | "engine">,
  secondsOfWork: number,
  { kept, programmed }: Known,
  dimensions: Dimensions,
  { note }: Listener,
): void {
  const seconds = (secondsOfWork * studyWork(dimensions, plan, haystacks)) / TAIL_SPEED;
  const time = seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} minutes`;
  note(
    `${answersOfPlan(plan)} answers${kept > 0 ? ` (${kept} were kept before)` : ""}: about ${time} on ${engine.lanes} ${engine.lanes === 1 ? "thread" : "threads"}, ${megabytes(engine.bytes() + programmed)} of memory beyond the file's`,
  );
}

function progressOf(progress: Progress): NonNullable<StudyRun["onAnswer"]> {
  const started = performance.now();
  return (done, total, what) => {
    const left = ((performance.now() - started) * (total - done)) / done / 60_000;
    progress.update(`${done} of ${total} answers, about ${Math.ceil(left)} min left: ${what}`);
  };
}

const describeText = ({ name, ids, digest, replaced }: Text): KeySelectionReport["texts"][number] => ({
  name,
  tokens: ids.length,
  digest,
  replaced,
});

const describe = ({ name, family, dimensions }: RealModel) => {
  const { layers, heads, keyValueHeads, headWidth } = dimensions;
  return { name, family, layers, heads, keyValueHeads, headWidth };
};
