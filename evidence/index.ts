// What the repository knows of published figures, claims and stored results, as `validate` asks for it.

import type { Evidence } from "../src/commands/validate/evidence.ts";
import { failedChecks } from "./claims/claim.ts";
import { claimsDocument } from "./report/claims/document.ts";
import { claimsJson, claimsText } from "./report/claims/text.ts";
import { resultsPageText } from "./report/results-page.ts";
import { validationBlocks, validationDocument, validationJson } from "./report/validation.ts";
import { claimsReport } from "./run/claims.ts";
import { isFailed, validation } from "./run/facts.ts";
import { checkResultsPages } from "./run/results-page.ts";

export { default } from "./run/constructed-claims.ts";

export const evidence: Evidence = {
  figures(quick) {
    const found = validation(quick);
    return { json: validationJson(found), blocks: validationBlocks(found), fails: isFailed(found.facts) };
  },
  async claims(choice, progress) {
    const numbers = checkResultsPages();
    const report = await claimsReport(choice, progress);
    const text = [claimsText(report).trimEnd(), "", ...resultsPageText(numbers)].join("\n");
    return {
      json: { ...claimsJson(report), resultsPage: numbers },
      blocks: [{ kind: "code", text }],
      fails: failedChecks(report.claims).length > 0 || numbers?.some(({ holds }) => !holds) === true,
      document: claimsDocument(report),
    };
  },
  results() {
    const numbers = checkResultsPages();
    return {
      json: { resultsPage: numbers },
      blocks: [{ kind: "code", text: resultsPageText(numbers).join("\n") }],
      fails: numbers?.every(({ holds }) => holds) !== true,
    };
  },
  figuresPage: () => validationDocument(validation(false)),
};
