import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const folder = mkdtempSync(join(tmpdir(), "crosshash-package-"));
const consumer = join(folder, "consumer");
let packed: Packed;

/** The project's own files, packed here: packing builds dist anew, which other tests run meanwhile. */
const copy = join(folder, "copy");
const LEFT_OUT = [".git", "node_modules", "dist"];

beforeAll(() => {
  cpSync(".", copy, { recursive: true, filter: (path) => !LEFT_OUT.includes(basename(path)) });
  symlinkSync(join(process.cwd(), "node_modules"), join(copy, "node_modules"));
  const answer = execFileSync("npm", ["pack", "--json", "--silent", "--pack-destination", folder], {
    cwd: copy,
    encoding: "utf8",
  });
  [packed] = JSON.parse(answer.slice(answer.indexOf("[")));
  mkdirSync(consumer);
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ name: "consumer", private: true }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The main job made short: whether it runs is asked here, not what it answers. */
const SHORT = [
  "workload.length=256",
  "fidelity.length=256",
  "fidelity.arrays=2",
  "fidelity.queries=32",
  "design.hashing.array.wires=ideal",
  "design.mapping.search=false",
  "design.digital.sizes=stated",
].flatMap((one) => ["--set", one]);

const inConsumer = (command: string, ...args: string[]) =>
  spawnSync(command, args, { cwd: consumer, encoding: "utf8" });

describe("the tarball", () => {
  it("holds what runs, and nothing else", () => {
    const paths = packed.files.map(({ path }) => path);
    const allowed =
      /^(dist\/|configs\/|models\/|docs\/|examples\/|clients\/|rtl\/|cell-tables\/|(LICENSE|README\.md|CHANGELOG\.md|CITATION\.cff|references\.bib|package\.json)$)/;
    expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
    expect(paths.filter((path) => /\.(tsbuildinfo|test\.js|node|map|pyc)$|\/test\//.test(path))).toEqual([]);
    expect(paths).toContain("dist/bundle/main.js");
    for (const own of ["pyproject.toml", "README.md", "crosshash/__init__.py", "crosshash/py.typed"])
      expect(paths).toContain(`clients/python/${own}`);
    expect(paths).toContain("docs/guides/start.md");
    expect(paths).toContain("examples/06-library/compare-sweep-front.mts");
    expect(paths).toContain("dist/index.d.ts");
    expect(paths).toContain("dist/report/generated/chart-canvas.cjs");
    for (const file of ["LICENSE", "README.md", "CHANGELOG.md", "references.bib"])
      if (existsSync(file)) expect(paths).toContain(file);
    for (const name of readdirSync("configs")) expect(paths).toContain(`configs/${name}`);
    expect(packed.size).toBeLessThan(4e6);
  });

  it("asks for no package that only npm can supply", () => {
    const { dependencies, bundleDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(bundleDependencies).toBeUndefined();
    expect(Object.keys(dependencies)).not.toContain("canvas");
    expect(Object.values<string>(dependencies).filter((version) => !/^\d/.test(version))).toEqual([]);
  });

  it("runs no script where it is installed", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    for (const name of ["preinstall", "install", "postinstall", "prepare"])
      expect(scripts[name]).toBeUndefined();
  });
});

describe("an empty project that installs it without scripts", () => {
  it("compares and draws", () => {
    const tarball = join(folder, packed.filename);
    const install = inConsumer("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", tarball);
    expect(install.status, install.stderr).toBe(0);
    const run = inConsumer("npx", "--no", "crosshash", "compare", ...SHORT, "--out", "report");
    expect(run.status, run.stderr).toBe(0);
    for (const name of ["energy.png", "latency.png", "breakdown.png"]) {
      const png = readFileSync(join(consumer, "report", name));
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(png.length).toBeGreaterThan(20_000);
    }
    expect(readFileSync(join(consumer, "report", "index.html"), "utf8")).toContain("data:image/png;base64,");
  });

  it("answers without a canvas, and says what draws when pictures are asked for", () => {
    const bare = join(folder, "bare");
    mkdirSync(bare);
    writeFileSync(join(bare, "package.json"), JSON.stringify({ name: "bare", private: true }));
    const inBare = (...args: string[]) =>
      spawnSync("npx", ["--no", "crosshash", ...args], { cwd: bare, encoding: "utf8" });
    const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional"];
    spawnSync("npm", ["install", ...options, join(folder, packed.filename)], { cwd: bare });
    expect(existsSync(join(bare, "node_modules/@napi-rs/canvas"))).toBe(false);
    expect(inBare("compare", ...SHORT, "--json").status).toBe(0);
    const drawn = inBare("compare", ...SHORT, "--out", "report");
    expect(drawn.status).toBe(2);
    expect(drawn.stdout).toBe("");
    expect(drawn.stderr).toContain(
      "charts @napi-rs/canvas: expected the optional package that draws pixels and PDF, found none: install it",
    );
    // Before any work: a comparison that runs writes lines of progress.
    expect(drawn.stderr.trim().split("\n")).toHaveLength(1);
    const vectors = inBare("compare", ...SHORT, "--charts", "svg", "--out", "report");
    expect(vectors.status, vectors.stderr).toBe(0);
    expect(readFileSync(join(bare, "report", "energy.svg"), "utf8")).toContain("</svg>");
  });

  it("has an interface with types", () => {
    writeFileSync(
      join(consumer, "use.mjs"),
      `import { parseConfig, parseDocument, price, shippedCatalogue } from "crosshash";
       const { design, workload } = parseConfig(parseDocument("{}", "here"), shippedCatalogue);
       console.log(price(design, workload, { pairPower: 5e-5, devicePower: 5e-5, peakLineCurrent: 1e-4 }).cost.energy > 0);`,
    );
    expect(inConsumer(process.execPath, "use.mjs").stdout).toBe("true\n");
    const types = readFileSync(join(consumer, "node_modules", "crosshash", "dist", "index.d.ts"), "utf8");
    expect(types).toContain("lshAttention");
  });

  it("has the types of the packages inside it too, in both ways that modules are found", () => {
    writeFileSync(
      join(consumer, "use.mts"),
      `import { type Circuit, nonDominated, solveCircuit } from "crosshash";
       export const rows: number[] = nonDominated({ rows: 1, columns: 1, data: Float64Array.of(1) });
       export const current = (circuit: Circuit) => solveCircuit(circuit).terminalCurrent.bottom;
       // @ts-expect-error: a name that does not resolve is "any", which takes a text as well.
       nonDominated("no points");
       // @ts-expect-error: the same.
       solveCircuit({ rows: "none" });`,
    );
    const compiler = join(process.cwd(), "node_modules", "typescript", "bin", "tsc");
    for (const way of [{ module: "nodenext" }, { module: "esnext", moduleResolution: "bundler" }]) {
      const compilerOptions = {
        ...way,
        noEmit: true,
        strict: true,
        target: "es2023",
        skipLibCheck: true,
        types: [],
      };
      writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.mts"] }));
      const { status, stdout } = inConsumer(process.execPath, compiler, "-p", ".");
      expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    }
  });

  it("starts a config, checks it, and prints its schema", () => {
    const crosshash = (...args: string[]) => inConsumer("npx", "--no", "crosshash", ...args);
    expect(crosshash("config", "init", "--out", "start.json5").status).toBe(0);
    expect(crosshash("config", "check", "start.json5").status).toBe(0);
    expect(JSON.parse(crosshash("config", "schema").stdout).$schema).toContain("2020-12");
  });

  it("imports the interface", () => {
    const script = "import('crosshash').then((m) => console.log(typeof m.parseDocument))";
    expect(inConsumer("node", "--input-type=module", "-e", script).stdout.trim()).toBe("function");
  });
});

/** Other package managers at fixed versions, through npx; the words before an argument that run a program of the project. */
const MANAGERS = {
  npm: {
    package: "npm@10.9.4",
    program: "npm",
    install: ["install", "--ignore-scripts", "--no-audit", "--no-fund"],
    settings: "",
  },
  pnpm: { package: "pnpm@10.34.8", program: "pnpm", install: ["install", "--ignore-scripts"], settings: "" },
  "yarn 1": {
    package: "yarn@1.22.22",
    program: "yarn",
    install: ["install", "--ignore-scripts"],
    settings: "",
  },
  "yarn 4": {
    package: "@yarnpkg/cli-dist@4.18.1",
    program: "yarn",
    install: ["install", "--no-immutable"],
    settings: "enableScripts: false\nenableTelemetry: false\n",
  },
};

const isReachable = spawnSync("npm", ["view", "pnpm@10.34.8", "version"], { encoding: "utf8" }).status === 0;
if (!isReachable) console.warn("no package registry is reachable: pnpm and yarn consumers are not tested");

/** Versions of Node: the running one and, for the whole matrix, programs in CROSSHASH_PACKAGE_NODES, as PATH lists them. */
const NODES = [
  process.execPath,
  ...(process.env.CROSSHASH_PACKAGE_NODES ?? "").split(delimiter).filter(Boolean),
];
/** npm on the running Node is what the project above installs with. */
const MATRIX = Object.entries(MANAGERS).flatMap(([name, manager]) =>
  NODES.filter((node) => name !== "npm" || node !== process.execPath).map(
    (node) => [name, execFileSync(node, ["--version"], { encoding: "utf8" }).trim(), node, manager] as const,
  ),
);

describe.skipIf(!isReachable)("a consumer with another package manager", () => {
  it.each(MATRIX)(
    "installs with %s on Node %s, scripts off, and says its version, draws and imports",
    (name, version, node, manager) => {
      const project = join(folder, `${name.replace(" ", "-")}-${version}`);
      const env = {
        ...process.env,
        PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
        // Yarn 1 would take another build of this version out of its cache.
        ...(name === "yarn 1" ? { YARN_CACHE_FOLDER: join(folder, "yarn-cache") } : {}),
      };
      mkdirSync(project);
      const dependencies = { crosshash: `file:${join(folder, packed.filename)}` };
      writeFileSync(
        join(project, "package.json"),
        JSON.stringify({ name: "consumer", private: true, dependencies }),
      );
      // Yarn 4 looks for a project upwards unless the folder has a lock file; what is absent is ignored by the others.
      if (manager.settings !== "") {
        writeFileSync(join(project, "yarn.lock"), "");
        writeFileSync(join(project, ".yarnrc.yml"), manager.settings);
      }
      const run = (...args: string[]) =>
        spawnSync("npx", ["--yes", "-p", manager.package, manager.program, ...args], {
          cwd: project,
          encoding: "utf8",
          env,
        });
      const install = run(...manager.install);
      expect(install.status, install.stdout + install.stderr).toBe(0);
      const crosshash = (...args: string[]) =>
        run(
          ...(name === "pnpm" || name === "npm"
            ? ["exec", "--"].slice(0, name === "npm" ? 2 : 1)
            : name === "yarn 1"
              ? ["--silent", "run"]
              : []),
          "crosshash",
          ...args,
        );
      expect(crosshash("--version").stdout.trim()).toBe(
        JSON.parse(readFileSync("package.json", "utf8")).version,
      );
      const answer = crosshash("compare", ...SHORT, "--out", "report");
      expect(answer.status, answer.stderr).toBe(0);
      const png = readFileSync(join(project, "report", "energy.png"));
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(png.length).toBeGreaterThan(20_000);
      writeFileSync(
        join(project, "use.mjs"),
        "import('crosshash').then((m) => console.log(typeof m.parseDocument))",
      );
      // Without node_modules (yarn 4) Node finds packages through the manager alone.
      const use =
        name === "yarn 4"
          ? run("node", "use.mjs")
          : spawnSync(node, ["use.mjs"], { cwd: project, encoding: "utf8" });
      expect(use.stdout.trim()).toBe("function");
    },
    240_000,
  );
});

it("is clean under publint", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join("node_modules", "publint", "src", "cli.js"), "--strict"],
    {
      cwd: copy,
      encoding: "utf8",
    },
  );
  expect(stdout + stderr).toContain("All good!");
  expect(status).toBe(0);
});
