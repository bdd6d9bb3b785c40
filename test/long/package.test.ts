import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const folder = mkdtempSync(join(tmpdir(), "crosshash-package-"));
const consumer = join(folder, "consumer");
let packed: Packed;

beforeAll(() => {
  const answer = execFileSync("npm", ["pack", "--json", "--silent", "--pack-destination", folder], {
    encoding: "utf8",
  });
  [packed] = JSON.parse(answer.slice(answer.indexOf("[")));
  mkdirSync(consumer);
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ name: "consumer", private: true }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inConsumer = (command: string, ...args: string[]) =>
  spawnSync(command, args, { cwd: consumer, encoding: "utf8" });

describe("the tarball", () => {
  it("holds what runs, and nothing else", () => {
    const paths = packed.files.map(({ path }) => path);
    const allowed =
      /^(dist\/|configs\/|models\/|node_modules\/(canvas|chartjs-node-canvas|tslib)\/|(LICENSE|README\.md|CHANGELOG\.md|references\.bib|package\.json)$)/;
    expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
    expect(paths.filter((path) => /\.(tsbuildinfo|test\.js|node)$|\/test\//.test(path))).toEqual([]);
    expect(paths).toContain("dist/cli/main.js");
    expect(paths).toContain("dist/index.d.ts");
    expect(paths).toContain("node_modules/canvas/index.js");
    for (const file of ["LICENSE", "README.md", "CHANGELOG.md", "references.bib"])
      if (existsSync(file)) expect(paths).toContain(file);
    for (const name of readdirSync("configs")) expect(paths).toContain(`configs/${name}`);
    expect(packed.size).toBeLessThan(4e6);
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
    const run = inConsumer(
      "npx",
      ...["--no", "crosshash", "compare", "--set", "fidelity.length=256", "--set", "fidelity.arrays=2"],
      ...["--out", "report"],
    );
    expect(run.status, run.stderr).toBe(0);
    for (const name of ["energy.png", "latency.png", "breakdown.png"]) {
      const png = readFileSync(join(consumer, "report", name));
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(png.length).toBeGreaterThan(20_000);
    }
    expect(readFileSync(join(consumer, "report", "index.html"), "utf8")).toContain("data:image/png;base64,");
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

it("is clean under publint", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join("node_modules", "publint", "src", "cli.js"), "--strict"],
    {
      encoding: "utf8",
    },
  );
  expect(stdout + stderr).toContain("All good!");
  expect(status).toBe(0);
});
