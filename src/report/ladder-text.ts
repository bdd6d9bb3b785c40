import Table from "cli-table3";
import type { HashRival } from "../ladder/hash-rivals.ts";
import type { IsoQuality } from "../ladder/iso-quality.ts";
import type { RungResult } from "../ladder/ladder.ts";
import type { LatencyCheck } from "../ladder/latency-check.ts";
import type { Comparison } from "./comparison.ts";
import { ENERGY_CLASSES, energyByClass } from "./energy-classes.ts";
import { area, digits, engineering, percent, plusMinus } from "./format.ts";

const plain = { style: { head: [], border: [] } };

/** Where the energy of each rung goes, a class a row. */
export function classTable(rungs: readonly RungResult[]): string {
  const priced = rungs.flatMap((rung) =>
    rung.feasible ? [{ id: rung.id, total: rung.cost.energy, classes: energyByClass(rung.cost) }] : [],
  );
  const table = new Table({
    head: ["energy", ...priced.map(({ id }) => id)],
    colAligns: ["left", ...priced.map(() => "right" as const)],
    ...plain,
  });
  for (const name of ENERGY_CLASSES)
    if (priced.some(({ classes }) => classes[name] > 0))
      table.push([
        name,
        ...priced.map(({ classes, total }) =>
          classes[name] > 0
            ? `${engineering(classes[name], "J")} ${percent(classes[name] / total).padStart(7)}`
            : "–",
        ),
      ]);
  return table.toString();
}

/** The hash alone on published arrays, on small conductances, and on digital units, at two nodes. */
export function rivalTable(rivals: readonly HashRival[]): string {
  const table = new Table({
    head: ["hash", "logic node", "what hashes", "moving vectors", "time a head", "area", "whole rung"],
    colAligns: ["left", "right", "right", "right", "right", "right", "right"],
    ...plain,
  });
  for (const { name, logicNode, hashEnergy, moveEnergy, hashTime, hashArea, energy } of rivals)
    table.push([
      name,
      `${Number((logicNode * 1e9).toPrecision(6))} nm`,
      hashEnergy === null ? "infeasible" : engineering(hashEnergy, "J"),
      moveEnergy === null ? "–" : engineering(moveEnergy, "J"),
      hashTime === null ? "–" : engineering(hashTime, "s"),
      hashArea === null ? "–" : area(hashArea),
      energy === null ? "–" : engineering(energy, "J"),
    ]);
  return table.toString();
}

/** Which of the rivals hashes for the least energy at each node, whichever it is. */
export function rivalSentence(rivals: readonly HashRival[]): string {
  const nodes = [...new Set(rivals.map(({ logicNode }) => logicNode))];
  const winners = nodes.flatMap((node) => {
    const priced = rivals.filter(({ logicNode, hashEnergy }) => logicNode === node && hashEnergy !== null);
    if (priced.length === 0) return [];
    const best = priced.reduce((a, b) => (Number(b.hashEnergy) < Number(a.hashEnergy) ? b : a));
    const next = priced
      .filter((rival) => rival !== best)
      .reduce<number>((least, rival) => Math.min(least, Number(rival.hashEnergy)), Number.POSITIVE_INFINITY);
    const lead =
      Number.isFinite(next) && Number(best.hashEnergy) > 0
        ? `, ${digits(next / Number(best.hashEnergy))} × less than the next`
        : "";
    return [`at ${Number((node * 1e9).toPrecision(6))} nm logic ${best.name}${lead}`];
  });
  return winners.length === 0 ? "" : `Least energy of hashing: ${winners.join("; ")}.`;
}

/** How the closed-form latency stands to the simulated schedule. */
export function checkSentence(checks: readonly LatencyCheck[]): string {
  const played = checks.flatMap(({ closedForm, simulated }) =>
    simulated === null || simulated === 0 ? [] : [closedForm / simulated],
  );
  if (played.length === 0) return "";
  const range = [Math.min(...played), Math.max(...played)].map((ratio) => digits(ratio));
  const within = range[0] === range[1] ? range[0] : `${range[0]} to ${range[1]}`;
  const reasons = checks.flatMap(({ id, reason }) => (reason === null ? [] : [` ${id}: ${reason}.`]));
  return `Latency in closed form is ${within} × that of the schedule played event by event.${reasons.join("")}`;
}

/** Times of a generation a rung. */
export function tokenTable({ rungs, tokenTimes, workload }: Comparison): string {
  const table = new Table({
    head: ["rung", "time to first token", "time an output token", "tokens/s", "W/mm²"],
    colAligns: ["left", "right", "right", "right", "right"],
    ...plain,
  });
  const tokens = workload.batch * (workload.phase === "decode" ? 1 : workload.length);
  for (const rung of rungs) {
    if (!rung.feasible) continue;
    const { toFirstToken = null, perOutputToken = null } = tokenTimes.get(rung.id) ?? {};
    const { timing, power, area: chip } = rung.cost;
    table.push([
      rung.id,
      toFirstToken === null ? "–" : engineering(toFirstToken, "s"),
      perOutputToken === null ? "–" : engineering(perOutputToken, "s"),
      timing.interval > 0 ? digits(tokens / timing.interval) : "–",
      chip > 0 ? digits(power.average / (chip * 1e6)) : "–",
    ]);
  }
  return table.toString();
}

/** Rounds and price of each rung where all capture the same mass. */
export function isoQualityText({ reference, target, rounds, rungs }: IsoQuality, configured: number): string {
  const table = new Table({
    head: ["rung", "rounds", "captured mass", "energy", "latency", "area"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    ...plain,
  });
  for (const rung of rungs) {
    const own = rounds[rung.id as keyof typeof rounds];
    const mass = own?.capturedMass;
    table.push([
      rung.id,
      own === undefined ? "–" : own.rounds === null ? `> ${own.tried}` : String(own.rounds),
      mass === undefined || mass === null ? "–" : plusMinus(mass.mean, mass.interval),
      ...(rung.feasible
        ? [
            engineering(rung.cost.energy, "J"),
            engineering(rung.cost.timing.latency, "s"),
            area(rung.cost.area),
          ]
        : ["infeasible", "", ""]),
    ]);
  }
  return [
    `Equal quality: the fewest rounds that capture ${percent(target)} of the attention mass (the software hash at ` +
      `${configured} rounds: ${percent(reference.mean)}, less the margin)`,
    table.toString(),
  ].join("\n");
}
