import { expect, it } from "vitest";
import { calibrationAnswer } from "../../../src/commands/import/report/calibrate.ts";
import { componentTablesAnswer } from "../../../src/commands/import/report/component-tables.ts";
import type { CalibrationResult } from "../../../src/commands/import/run/calibrate.ts";
import type { DesignTables } from "../../../src/commands/import/run/component-tables.ts";
import {
  columnsSay,
  distinctNumbers,
  jsonSays,
  numbersOf,
  says,
  sentencesOf,
  tablesOf,
} from "../../report/printed.ts";

it("a calibration: factors with the ends of 90 %, measured numbers beside what models say", () => {
  const next = distinctNumbers();
  const factors = (classes: readonly string[]) => ({
    classes,
    mean: classes.map(() => next() / 9),
    covariance: classes.map((_, n) => classes.map((__, k) => (n === k ? next() / 90 : 0.001))),
    largest: classes.map(() => next() / 30),
    determined: classes.slice(1),
    noise: next() / 40,
  });
  const metrics = { energy: factors(["logic", "sram"]), area: factors(["wire", "dram"]) };
  const row = (line: number, metric: "energy" | "area", isHeldBack: boolean, isInside: boolean) => {
    const scale = metric === "area" ? 1e-6 : 1e-3;
    return {
      line,
      metric,
      design: "d",
      measured: scale * next(),
      nominal: scale * next(),
      band: { p05: scale * next(), p50: scale * next(), p95: scale * next() },
      isInside,
      isHeldBack,
    };
  };
  const rows = [
    row(2, "energy", false, true),
    row(3, "energy", false, false),
    row(5, "area", false, true),
    row(7, "energy", true, false),
    row(8, "area", true, true),
    row(9, "area", true, true),
  ];
  const result = { version: "0", file: "f", sha256: "s", metrics, rows } as unknown as CalibrationResult;
  const answer = calibrationAnswer(result);
  const [table, measured] = tablesOf(answer);
  const own = (["energy", "area"] as const).flatMap((metric) =>
    metrics[metric].classes.map((name, n) => {
      const { mean, covariance, largest } = metrics[metric];
      // The normal law has 5 % above 1.645 standard deviations.
      const half = 1.645 * Math.sqrt(covariance[n][n]);
      return { metric, name, at: mean[n], half, largest: largest[n] };
    }),
  );
  columnsSay(table, own, {
    factor: ({ at }) => Math.exp(at),
    "5 %": ({ at, half }) => Math.exp(at - half),
    "95 %": ({ at, half }) => Math.exp(at + half),
    "largest share": ({ largest }) => largest,
  });
  expect(table.rows.map(([metric, name]) => [metric, name])).toEqual(
    own.map(({ metric, name }) => [metric, name]),
  );
  columnsSay(measured, rows, {
    line: ({ line }) => line,
    measured: ({ measured: value }) => value,
    models: ({ nominal }) => nominal,
    calibrated: ({ band }) => band.p50,
    "90 % band": ({ band }) => [band.p05, band.p95],
  });
  expect(measured.rows.map((cells) => cells[6])).toEqual([
    "",
    "outside",
    "",
    "held back, outside",
    "held back",
    "held back",
  ]);
  const sentence = (part: string): string => sentencesOf(answer).find((text) => text.includes(part)) ?? "";
  for (const metric of ["energy", "area"] as const) {
    const off = rows
      .filter((one) => one.metric === metric && !one.isHeldBack)
      .map((one) => Math.max(one.measured / one.nominal, one.nominal / one.measured));
    says(sentence(`Measured ${metric}`), [Math.max(...off), metrics[metric].noise], metric);
    expect(sentence(`the ${metric} factor of`)).toContain(`of ${metrics[metric].classes[0]} open`);
  }
  says(sentence("kept from the fit"), [2, 3, 0.9], "held back");
  const [about] = answer.blocks.flatMap((block) => (block.kind === "title" ? [block.about] : []));
  expect(numbersOf(about[0])).toEqual([3]);
  const { factors: said, rows: listed } = answer.json as {
    factors: readonly Record<string, unknown>[];
    rows: unknown;
  };
  jsonSays(listed, rows);
  said.forEach((one, n) => {
    const { metric, name, at, half, largest } = own[n];
    expect([one.metric, one.class, one.largest_share, one.determined]).toEqual([
      metric,
      name,
      largest,
      n % 2 === 1,
    ]);
    says(
      `${one.factor} ${one.low} ${one.high}`,
      [Math.exp(at), Math.exp(at - half), Math.exp(at + half)],
      name,
    );
  });
});

it("tables of components: one's area and leakage, an action's energy and count, in every file in its own unit", async () => {
  const next = distinctNumbers();
  const component = (name: string, instances: number, bits: number | null, actions: readonly string[]) => ({
    component: name,
    family: "f",
    model: `m-${name}`,
    instances,
    area: 1e-8 * next(),
    leakage: 1e-3 * next(),
    bits,
    actions: actions.map((action) => ({
      name: action,
      energy: 1e-12 * next(),
      latency: 1e-9 * next(),
      interval: 1e-9 * next(),
      count: Math.round(1e4 * next()),
    })),
  });
  const components = [
    component("mac", 2, null, ["mac", "add"]),
    component("softmax", 3, null, ["exponent"]),
    component("buffer", 5, 4096, ["read", "write"]),
  ];
  const tables = { version: "0", name: "n", design: "d", components, dynamicEnergy: 1e-3 * next() };
  const answer = componentTablesAnswer(tables as unknown as DesignTables);
  const [table] = tablesOf(answer);
  const lines = components.flatMap(({ actions, ...one }) =>
    actions.map((action, n) => ({ ...one, ...action, isFirst: n === 0 })),
  );
  const first =
    <T>(of: (line: (typeof lines)[number]) => T) =>
    (line: (typeof lines)[number]) =>
      line.isFirst ? of(line) : null;
  columnsSay(table, lines, {
    instances: first(({ instances }) => instances),
    "area of one": first(({ area }) => area),
    "leakage of one": first(({ leakage }) => leakage),
    energy: ({ energy }) => energy,
    count: ({ count }) => count,
  });
  const [title] = answer.blocks.flatMap((block) => (block.kind === "title" ? [block.about] : []));
  says(title[0], [tables.dynamicEnergy], "dynamic energy");
  jsonSays((answer.json as { components: unknown }).components, components, { capacity_bits: "bits" });
  const files = new Map((await answer.files?.())?.map(({ name, content }) => [name, String(content)]));
  const numbers = (name: string, key: string): number[] =>
    [...(files.get(name) ?? "").matchAll(new RegExp(`${key}: ([-+.\\de]+)`, "g"))].map(([, text]) =>
      Number(text),
    );
  const close = (found: readonly number[], wanted: readonly number[]): void => {
    expect(found).toHaveLength(wanted.length);
    found.forEach((value, n) => {
      expect(value / wanted[n]).toBeCloseTo(1, 9);
    });
  };
  // pJ, the leakage of a nanosecond behind the actions; µm².
  close(
    numbers("ERT.yaml", "energy"),
    components.flatMap(({ actions, leakage }) => [
      ...actions.map(({ energy }) => energy * 1e12),
      leakage * 1e-9 * 1e12,
    ]),
  );
  close(
    numbers("ART.yaml", "area"),
    components.map(({ area }) => area * 1e12),
  );
  close(
    numbers("action_counts.yaml", "counts"),
    components.flatMap(({ actions }) => actions.map(({ count }) => count)),
  );
  // From the outside in: what stores, other units, multipliers.
  const outside = [components[2], components[1], components[0]];
  close(
    numbers("arch.yaml", "energy"),
    outside.flatMap(({ actions }) => actions.map(({ energy }) => energy)),
  );
  close(
    numbers("arch.yaml", "throughput"),
    outside.flatMap(({ actions }) => actions.map(({ interval }) => 1 / interval)),
  );
  close(
    numbers("arch.yaml", "leak_power"),
    outside.map(({ leakage }) => leakage),
  );
  close(
    numbers("arch.yaml", "area"),
    outside.map(({ area }) => area),
  );
  // As many bits as the one that stores has, and as many instances of each as it says.
  close(numbers("arch.yaml", "size"), [4096]);
  close(
    numbers("arch.yaml", "n_parallel_instances"),
    outside.map(({ instances }) => instances),
  );
  close(
    numbers("ERT.yaml", "global_cycle_seconds"),
    components.map(() => 1e-9),
  );
  for (const file of ["ERT.yaml", "ART.yaml", "action_counts.yaml"])
    expect(
      [...(files.get(file) ?? "").matchAll(/name: crosshash\.(\S+)/g)].map(([, own]) =>
        own.replaceAll(/['"]/g, ""),
      ),
    ).toEqual(components.map(({ component: own, model, instances }) => `${own}.${model}[1..${instances}]`));
  const [head, ...cells] = (files.get("components.csv") ?? "")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const column = (name: string): number[] => {
    const at = head.indexOf(name);
    return cells.flatMap((line) => (line[at] === "" ? [] : [Number(line[at])]));
  };
  expect(column("area (m2)")).toEqual(components.map(({ area }) => area));
  expect(column("leakage (W)")).toEqual(components.map(({ leakage }) => leakage));
  expect(column("energy (J)")).toEqual(lines.map(({ energy }) => energy));
  expect(column("latency (s)")).toEqual(lines.map(({ latency }) => latency));
  expect(column("interval (s)")).toEqual(lines.map(({ interval }) => interval));
});
