import type { Located } from "../../base/document.ts";
import { ConfigError } from "../../base/errors.ts";
import { shippedCatalogue } from "../../design/catalogue.ts";
import { parseConfig } from "../../design/config.ts";
import { configParameters } from "../../design/resolved.ts";
import { SUBJECT } from "../../ladder/rungs.ts";
import { readInputBytes } from "../../runtime/input-file.ts";
import { loadKernels } from "../../runtime/kernels.ts";
import { loadModel } from "../../runtime/model-files.ts";
import { packagePath, packageVersion } from "../../runtime/package-files.ts";
import { COMPONENT_COLOURS } from "../colours.ts";
import { ENERGY_CLASSES } from "../compare/energy.ts";
import type { LiveData } from "./live-data.ts";
import { liveHtml } from "./live-html.ts";
import { createPricer } from "./pricer.ts";

const MODEL = packagePath("models", "recall-lm");
const MOST_WEIGHTS = 1 << 26;

/**
 * The page that re-prices a config in the browser. `command` is what compares the same config. Throws ConfigError for a
 * config that cannot be priced at all; designs without a price say so in the page.
 */
export async function livePage(document: Located, command: string): Promise<string> {
  // Errors of a config say where in its file they are.
  const { name } = parseConfig(document, shippedCatalogue);
  const model = await loadModel(MODEL);
  const first = createPricer(document.value, model, loadKernels()).price({});
  if (first.kind === "fault")
    throw new ConfigError(
      first.issues.map(({ path, message }) => ({ place: document.place(path.split(".")), path, message })),
    );
  const colours = Object.values(COMPONENT_COLOURS);
  const data: LiveData = {
    name,
    base: document.value,
    parameters: configParameters(shippedCatalogue),
    first,
    command,
    subject: SUBJECT.id,
    classes: ENERGY_CLASSES.map((own, n) => [own, colours[n % colours.length]] as const),
    card: model.sidecar,
  };
  const weights = readInputBytes(packagePath("models", "recall-lm", "model.bin"), MOST_WEIGHTS);
  return liveHtml(data, weights, packageVersion());
}
