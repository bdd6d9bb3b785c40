import { shippedCatalogue } from "../design/catalogue.ts";
import { configReference } from "../report/config-reference.ts";
import { metricsReference } from "../report/metrics-reference.ts";
import { validationDocument } from "../report/validation-document.ts";
import { cliReference } from "./cli-reference.ts";
import { verbShapes } from "./command-shape.ts";
import { wholeProgram } from "./program.ts";
import { validation } from "./validation.ts";

/** The generated pages of the documentation: file below `docs/` → Markdown. */
export const references = async (): Promise<Readonly<Record<string, string>>> => ({
  "reference/config.md": configReference(shippedCatalogue),
  "reference/cli.md": cliReference(verbShapes(await wholeProgram())),
  "reference/metrics.md": metricsReference(),
  "background/validation.md": validationDocument(validation(false)),
});
