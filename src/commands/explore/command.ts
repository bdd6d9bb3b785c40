import { basename } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { ConfigError, fault } from "#base";
import { type Progress, STANDARD_OUTPUT, servePage, writeOutputFile } from "#local-io";
import { explorerHtml } from "#table-explorer";
import { defineVerb } from "../../cli/define-verb.ts";
import { interruptible } from "../../cli/interruptible.ts";
import { frontOptions, pluginOption, setOption, workloadFromOption } from "../../cli/options.ts";
import { loadModels, type Models } from "../../runtime/plugins.ts";
import { holdsRows } from "../budget/run/rows.ts";
import { defaultConfig, slug } from "../shared/config-file.ts";
import { readConfigFor } from "../shared/config-of-model.ts";
import { isStudy, readStudy } from "../shared/studies/study.ts";
import { MOST_EXPLORED, storedDesigns, tableDesigns } from "../study/report/designs.ts";
import { explorerOf } from "../study/report/explorer-data.ts";
import { type FrontOptions, isFolder } from "../study/run/front.ts";
import { livePage } from "./report/live-page.ts";

interface ExploreOptions extends FrontOptions {
  readonly set: string[];
  readonly workloadFrom?: string;
  readonly plugin: string[];
  readonly out?: string;
  readonly open?: boolean;
}

/** A page and its default file name. */
interface NamedPage {
  readonly name: string;
  readonly html: string;
}

export const exploreVerb = defineVerb<
  [source: string | undefined, other: string | undefined],
  ExploreOptions
>({
  summary: "one page that re-prices a design as you move it",
  about:
    "write one self-contained page: of a config, which it prices again in the browser; of a study or CSV, whose designs it filters and compares",
  args: [
    ["[source]", "config, store of a study, or CSV file; the default is the seed design"],
    ["[other]", "a second store or CSV file, whose designs are laid over those of the first"],
  ],
  options: [
    setOption(),
    workloadFromOption(),
    ...frontOptions(),
    new Option(
      "--out <file>",
      "file of the page, - for standard output (default: reports/<name>-explore.html)",
    ).argParser(pageName),
    new Option("--open", "also serve the page on localhost until interrupted, and print its address"),
    pluginOption(),
  ],
  writes: { out: "text" },
  examples: [
    "explore --set workload.length=16384 --out page.html",
    "explore out/study --open",
    "explore out/before out/after",
  ],
  ask: async ({ args: [source, other], options, output, progress }) => {
    const models = await loadModels(options.plugin);
    const isRows = source !== undefined && isOfRows(source);
    refuseOthers(options, isRows);
    refuseOther(isRows, other);
    const { name, html } = isRows
      ? await studyPage(other === undefined ? [source] : [source, other], models, options, progress)
      : await configPage(source, models, options);
    const out = options.out ?? `reports/${slug(name)}-explore.html`;
    progress.done();
    if (out === STANDARD_OUTPUT) output.data(html);
    else output.data(`${writeOutputFile(out, html)}\n`);
    if (options.open === true)
      await interruptible((signal) => servePage(html, signal, (address) => output.data(`${address}\n`)));
    return undefined;
  },
});

function pageName(file: string): string {
  if (file !== STANDARD_OUTPUT && !/^\w[\w.-]*\.html?$/.test(basename(file)))
    throw new InvalidArgumentError(
      "expected a plain file name that ends in .html, or - for standard output.",
    );
  return file;
}

/** Throws ConfigError for options that do not apply to the source. */
function refuseOthers(options: ExploreOptions, isRows: boolean): void {
  const { set, workloadFrom, objectives, where, reference, plugin } = options;
  const given: readonly (readonly [string, boolean])[] = isRows
    ? [
        ["--set", set.length > 0],
        ["--workload-from", workloadFrom !== undefined],
      ]
    : [
        ["--objectives", objectives !== undefined],
        ["--where", where !== undefined],
        ["--reference", reference !== undefined],
        ["--plugin", plugin.length > 0],
      ];
  const wrong = given.filter(([, isGiven]) => isGiven).map(([flag]) => flag);
  if (wrong.length === 0) return;
  const expected = isRows ? "a config" : "a study or a CSV file";
  const received = isRows ? "a study or a CSV file" : "a config, whose page has the models that ship alone";
  throw new ConfigError(
    wrong.map((place) => ({
      place,
      path: "(root)",
      message: `expected ${expected} with it, received ${received}`,
    })),
  );
}

async function configPage(
  source: string | undefined,
  { catalogue }: Models,
  { set, workloadFrom }: ExploreOptions,
): Promise<NamedPage> {
  const given = readConfigFor(workloadFrom, source ?? defaultConfig(), set);
  // A study is explored by its base config, as in `compare`.
  const document = isStudy(given) ? readStudy(given, catalogue, Number.MAX_SAFE_INTEGER).base : given;
  const file = source === undefined ? "" : ` ${quoted(source)}`;
  const from = workloadFrom === undefined ? "" : ` --workload-from ${quoted(workloadFrom)}`;
  const command = `crosshash compare${file}${from}${set.map((setting) => ` --set ${quoted(setting)}`).join("")}`;
  const { name } = document.value as { readonly name?: string };
  return { name: name ?? "unnamed", html: await livePage(document, command) };
}

/** Quotes a word for a shell's command line. */
const quoted = (text: string): string =>
  /^[\w./=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Page of studies or tables with their designs; the first one's objectives also apply to the second. */
async function studyPage(
  sources: readonly string[],
  models: Models,
  options: ExploreOptions,
  progress: Progress,
): Promise<NamedPage> {
  let asked: FrontOptions = options;
  const given = sources.map((source) => {
    const designs = (isFolder(source) ? storedDesigns : tableDesigns)(
      source,
      models,
      asked,
      progress,
      Math.floor(MOST_EXPLORED / sources.length),
    );
    const { objectives } = designs.answer;
    asked = { ...options, objectives: objectives.map(({ column, sense }) => `${column}:${sense}`).join(",") };
    return { name: designs.store?.stored.study.config.name ?? basename(source), source, designs };
  });
  const { data, notes } = await explorerOf(distinguished(given), progress);
  return { name: data.name, html: explorerHtml(data, notes) };
}

/** Names two studies of the same name by their folders. */
function distinguished<T extends { readonly name: string; readonly source: string }>(
  given: readonly T[],
): readonly T[] {
  const isSame = given.length === 2 && given[0].name === given[1].name;
  const areFoldersSame = isSame && basename(given[0].source) === basename(given[1].source);
  const place = (source: string): string => (areFoldersSame ? source : basename(source));
  return isSame ? given.map((own) => ({ ...own, name: `${own.name} in ${place(own.source)}` })) : given;
}

const isOfRows = (source: string): boolean => isFolder(source) || holdsRows(source);

/** Throws ConfigError for a second source that cannot be overlaid on the first. */
function refuseOther(isRows: boolean, other: string | undefined): void {
  if (other === undefined || (isRows && isOfRows(other))) return;
  const message = isRows
    ? "expected a second store of a study, or CSV file, received a config"
    : "expected one source, since the first is a config, received two (compare takes several)";
  throw fault(other, "(root)", message);
}
