import Table from "cli-table3";
import { percent } from "#base";
import { cacheAgeGaps, cacheAgeHead, cacheAgeRows } from "../../../src/commands/hash/report/cache-age.ts";
import { cacheAgeJson } from "../../../src/commands/hash/report/text.ts";
import type { CacheAge } from "../../../src/simulation/cache-age.ts";
import { type JudgedClaim, tallyClaims } from "../../claims/claim.ts";
import { ratioOf } from "../../claims/model-claims.ts";
import type { ClaimsReport } from "../../run/claims.ts";

/** Printed with every result on recall-lm. */
export const POSITIVE_CONTROL =
  "recall-lm is a constructed positive control, made so that an angle can find the keys it attends: it shows what LSH attention can do, not what it does to an arbitrary language model.";

/** What `validate --claims` prints: one block a claim, then the counts. */
export function claimsText(report: ClaimsReport): string {
  const { claims, cases, absent, seed, quick } = report;
  const count = tallyClaims(claims);
  return `${[
    `Claims of the plan (evidence/claims/plan.ts), seed ${seed}${quick ? ", quick: fewer texts, arrays and models" : ""}`,
    POSITIVE_CONTROL,
    "",
    ...claims.flatMap((claim) => [claimTable(claim), ""]),
    ...cases.map(
      ({ id, setting, noise, measured }) =>
        `${id}: ${setting}; read noise ${percent(noise.perDevice)} of a device, ${percent(noise.perColumn)} of a column; software hash ${ratioOf(measured.software.loss)}.`,
    ),
    ...report.ages.flatMap(({ device, age }) => [
      "",
      `Age of the KV cache: ${device}`,
      ageTable(age),
      cacheAgeGaps(age),
    ]),
    ...absent.map((id) => `${id}: not run, its model is not in this package.`),
    "",
    `${claims.length} claims: ${count.holds} hold, ${count.fails} fail, ${count["not shown"]} not shown, ${count["no power"]} without power`,
  ].join("\n")}\n`;
}

function ageTable(age: CacheAge): string {
  const table = new Table({ head: [...cacheAgeHead(age)], style: { head: [], border: [] } });
  table.push(...cacheAgeRows(age));
  return table.toString();
}

function claimTable(claim: JudgedClaim): string {
  const table = new Table({ style: { head: [], border: [] }, colWidths: [12, 106], wordWrap: true });
  table.push(
    [claim.id.split(" ")[0], claim.hypothesis],
    ["threshold", claim.threshold],
    ["control", claim.control],
    ["power", claim.power],
    ["measured", claim.measured],
    ["verdict", `${claim.verdict}${claim.role === "finding" ? " (finding)" : ""}`],
  );
  return table.toString();
}

/** The answer of `validate --claims --json`; losses are nats a token, shares fractions of one. */
export function claimsJson(report: ClaimsReport): Record<string, unknown> {
  const { version, kernel, seed, quick, claims, cases, absent, recall, knees, ages, dies } = report;
  return {
    schemaVersion: 1,
    versions: { crosshash: version, kernel },
    seed,
    quick,
    summary: { claims: claims.length, ...tallyClaims(claims) },
    claims,
    cases,
    absent,
    modelDies: dies,
    recallAgainstLength: recall,
    noiseKnees: knees,
    cacheAge: ages.map(({ device, age }) => ({ device, ...cacheAgeJson(age) })),
  };
}
