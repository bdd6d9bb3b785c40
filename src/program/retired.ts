import { fault } from "../base/errors.ts";

/** Retired verbs and options (with their verb), and their replacements. */
export const RETIRED: Readonly<Record<string, string>> = {
  calibrate: "import silicon",
  completion: "config completion",
  component: "explain",
  "config tables": "import tables",
  device: "import device",
  map: "npm run evidence -- map, in a clone of the repository",
  pareto: "study pareto",
  report: "study report",
  "study ask": "evaluate",
  "study tell": "evaluate",
  "--chart-width": "--charts, such as --charts 'png,89 mm'",
  "budget --answer": "model --answer",
  "budget --chips": "model --chips",
  "budget --layer": "model --layer",
  "budget --map": "budget --by",
  "budget --model": "model --model",
  "budget --prompt": "model --prompt",
  "budget --requests": "model --requests",
  "budget --split": "model --split",
  "compare --calibration": "--set design.calibration=FILE",
  "lm --calibration-tokens": "--set languageModel.selection.calibrationTokens=N",
  "lm --contexts": "lm --windows",
  "lm --dense-layers": "--set languageModel.selection.denseLayers=N",
  "lm --depths": "--set languageModel.selection.depths=FROM,TO",
  "lm --estimate-rest": "--set languageModel.selection.estimateRest=true",
  "lm --keys": "--set languageModel.selection.keys=LIST",
  "lm --local-window": "--set languageModel.selection.localWindow=N",
  "lm --mass": "--set languageModel.selection.masses=LIST",
  "lm --only": "--set languageModel.selection.only=LIST",
  "lm --plan": "--set languageModel.selection.plan=NAME",
  "lm --setup": "--set languageModel.selection.setups=LIST",
  "lm --share": "--set languageModel.selection.shares=LIST",
  "lm --share-keys": "--set languageModel.selection.shareKeys=true",
  "lm --sink": "--set languageModel.selection.sink=N",
};

/** Refuses a retired name in a command line. Throws ConfigError that names the replacement. */
export function refuseRetired(args: readonly string[]): void {
  const [first, second] = args;
  const options = args.filter((arg) => arg.startsWith("--")).map((arg) => arg.split("=", 1)[0]);
  const names = [first, `${first} ${second}`, ...options, ...options.map((option) => `${first} ${option}`)];
  const name = names.find((one) => Object.hasOwn(RETIRED, one));
  if (name !== undefined) throw fault("crosshash", name, `is retired: use ${RETIRED[name]}`);
}
