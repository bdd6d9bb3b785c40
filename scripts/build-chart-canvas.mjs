// Bundles chartjs-node-canvas with the wrapper that serves it the package `canvas` (vendor/canvas). Installed by name, that
// package needs a native build, and no package manager but npm can be given another one in its place: so it is named by
// nothing that is published. The bundle is CommonJS, since chartjs-node-canvas loads a chart.js of its own by require.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licencesOf } from "./licences.mjs";
import { writeGenerated } from "./write-generated.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const NAME = "report/generated/chart-canvas.cjs";

/** chartjs-node-canvas asks for `canvas` by a name that a bundler cannot see. */
const serveCanvas = {
  name: "serve-canvas",
  setup({ onLoad }) {
    onLoad({ filter: /chartjs-node-canvas[\\/]dist[\\/]freshRequire\.js$/ }, () => ({
      contents: `const canvas = require("canvas");
exports.freshRequire = (name) => name === "canvas" ? canvas : require(name);`,
    }));
  },
};

const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  stdin: {
    contents: `exports.ChartJSNodeCanvas = require("chartjs-node-canvas/dist/chartJSNodeCanvas.js").ChartJSNodeCanvas;`,
    resolveDir: root,
  },
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  charset: "utf8",
  legalComments: "none",
  external: ["chart.js", "@napi-rs/canvas"],
  plugins: [serveCanvas],
  metafile: true,
  write: false,
});
const text = licencesOf(Object.keys(metafile.inputs), root) + outputFiles[0].text;
// The compiler copies no CommonJS: the same file goes to both folders.
for (const folder of ["src", "dist"]) {
  mkdirSync(`${root}${folder}/report/generated`, { recursive: true });
  writeGenerated(`${root}${folder}/${NAME}`, text);
}
