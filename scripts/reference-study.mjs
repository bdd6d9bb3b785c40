// Runs the reference study and writes its sample report: `npm run reference-study`. The store under out/ survives an
// interruption; running again goes on. Every number of findings.md is read from the store or from a verb's answer.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { kneeOf } from "#pareto";
import {
  columnsOf,
  levelComparisons,
  storedStudy,
  studyRows,
} from "../dist/commands/shared/studies/stored.js";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const STUDY = join("configs", "study-reference.json5");
const STORE = process.argv[2] ?? join("out", "reference-study");
const REPORT = join("reports", "reference-study");

/** Two questions to the evaluated points, in the words of the command line. */
const BUDGETS = [
  ["--area", "10 mm2", "--power", "1 W"],
  ["--least", "energy", "--quality", "recall >= 0.8", "--latency", "1 ms"],
];

process.chdir(ROOT);

function crosshash(...args) {
  const { status, stdout } = spawnSync(process.execPath, [join("dist", "bundle", "main.js"), ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 28,
  });
  if (status !== 0 && status !== 3) throw new Error(`crosshash ${args.join(" ")} ended with ${status}`);
  return stdout;
}

crosshash("study", "run", STUDY, "--out", STORE);
crosshash("study", "report", STORE, "--out", REPORT);
// Figures of a committed report are pixels: vectors of the same charts would double it.
for (const name of readdirSync(REPORT)) if (name.endsWith(".svg")) rmSync(join(REPORT, name));

const stored = storedStudy(STORE);
const { front, points } = JSON.parse(crosshash("study", "pareto", STORE, "--json"));
const columns = columnsOf(stored);
const rows = [...studyRows(STORE, stored)];
const at = (row, name) => {
  const n = columns.indexOf(name) - 3;
  const { axes } = stored.manifest;
  return n < axes.length ? rows[row].values[n] : rows[row].metrics[n - axes.length];
};
const digits = (value, count = 3) => Number(value.toPrecision(count)).toString();
const mass = (row) => {
  const interval = at(row, "recall_interval95");
  return `${digits(at(row, "recall"))} ${interval === null ? "(estimated)" : `± ${digits(interval, 1)}`}`;
};
const microjoules = (row) => `${digits(at(row, "energy_J") * 1e6)} µJ`;
const ends = (name) => {
  const sorted = [...front].sort((a, b) => at(a, name) - at(b, name));
  return [sorted[0], sorted[sorted.length - 1]];
};

const axesOf = (row) =>
  stored.manifest.axes
    .map((path) => [path.split(".").slice(-2).join("."), at(row, path)])
    .filter(([, value]) => value !== null)
    .map(([path, value]) => `${path} ${value}`)
    .join(", ");

function knee() {
  const costs = rows.map((_, row) => [at(row, "energy_J"), -at(row, "recall")]);
  const found = kneeOf(costs, front);
  if (found === null) return "The front has no knee.";
  return `The knee is point ${rows[found.row].index}, ${microjoules(found.row)} for a attention recall of ${mass(found.row)} (${axesOf(found.row)}).`;
}

function levels() {
  const parts = levelComparisons(STORE, stored).flatMap(({ before, after, agreements }) =>
    agreements
      .filter(({ metric }) => metric === "recall")
      .map(
        ({ points: count, rank, largestDifference }) =>
          `from ${before} to ${after} the attention recall of ${count} points keeps its order with a rank correlation of ${rank.toFixed(3)} and moves by ${digits(largestDifference, 2)} at most`,
      ),
  );
  return `${parts.join("; ")}.`.replace(/^./, (c) => c.toUpperCase());
}

function merit() {
  const [least, most] = ends("energy_vs_lsh_digital").map((row) => at(row, "energy_vs_lsh_digital"));
  const wins = front.filter((row) => at(row, "energy_vs_lsh_digital") < 1).length;
  const exact = front.filter((row) => at(row, "energy_vs_exact") < 1).length;
  const verdict =
    wins === 0
      ? "the memristor hash never takes less energy than the all-digital LSH design of the same attention"
      : `the memristor hash takes less energy than the all-digital LSH design at ${wins} of ${front.length} designs`;
  return `On the front ${verdict} (×${digits(least, 4)} to ×${digits(most, 4)}); against exact attention ${exact} of ${front.length} designs take less.`;
}

function budgets() {
  const answers = BUDGETS.map((options, n) => {
    writeFileSync(join(REPORT, `budget-${n + 1}.txt`), crosshash("budget", STORE, ...options));
    const { designs } = JSON.parse(crosshash("budget", STORE, ...options, "--json"));
    const { best, constraints, feasible } = designs[0];
    const asked = options.map((word) => (word.startsWith("--") ? word.slice(2) : word)).join(" ");
    if (!feasible) return `${asked}: nothing fits`;
    const binding = constraints.filter(({ binds }) => binds).map(({ quantity }) => quantity);
    return `${asked}: point ${rows[best.row].index} with ${digits(best.throughput_tokens_per_s)} tokens/s at ${mass(best.row)}${binding.length === 0 ? "" : `, bound by ${binding.join(" and ")}`}`;
  });
  return `Under the two budgets (${answers.join("; ")}).`;
}

const [cheap, good] = [ends("energy_J")[0], ends("recall")[1]];
const { config } = stored.study;
const sentences = [
  `Of ${points} designs over ${stored.manifest.axes.length} axes, ${front.length} are on the front of energy and captured attention mass: from ${microjoules(cheap)} at ${mass(cheap)} to ${microjoules(good)} at ${mass(good)} (model ${config.workload.preset}, L = ${config.workload.length}).`,
  levels(),
  knee(),
  merit(),
  budgets(),
];
writeFileSync(
  join(REPORT, "findings.md"),
  `# The reference study in five sentences\n\n${sentences.map((sentence, n) => `${n + 1}. ${sentence}\n`).join("")}\nMade by \`npm run reference-study\` from \`${STUDY.replaceAll("\\", "/")}\`; tables, charts, sources and provenance are in [report.md](report.md), the two budgets in [budget-1.txt](budget-1.txt) and [budget-2.txt](budget-2.txt).\n`,
);
process.stdout.write(`${sentences.join("\n")}\n`);
