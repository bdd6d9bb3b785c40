// Hostile inputs of one kind against the built command, in this process: node fuzz-cases.mjs KIND COUNT SEED. Each case is
// announced on descriptor 3 before it runs, so that a watcher knows which one does not end; the last line there is a summary.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const ROOT = resolve(import.meta.dirname, "..", "..");
const { run } = await import(join(ROOT, "dist/program/program.js"));
const { loadModel, loadText } = await import(join(ROOT, "dist/packages/local-io/src/model-store.js"));
const { loadRealModel } = await import(join(ROOT, "dist/packages/local-io/src/real-model.js"));
const { readComponentTables } = await import(join(ROOT, "dist/runtime/component-tables-file.js"));
const { readMeasurements } = await import(join(ROOT, "dist/packages/local-io/src/measurement-file.js"));
const { readCalibration } = await import(join(ROOT, "dist/runtime/calibration-file.js"));
const { createRng } = await import(join(ROOT, "dist/packages/base/index.js"));

const [kind, countText, seed] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), "crosshash-fuzz-"));
process.on("exit", () => rmSync(home, { recursive: true, force: true }));
process.chdir(home);

/** Tokens that parsers of such texts stumble over. */
const TOKENS = [
  ..."{}[]:,\"'\\/*\n\r\t -+.0123456789eE",
  ...[
    "\\",
    "'\\",
    '"\\',
    "/*",
    "//",
    "\u2028",
    "\u202e",
    "\u001b[2J",
    "\u0000",
    "\ud800",
    "\ufeff",
    "é",
    "🙂",
  ],
  ...[
    "NaN",
    "Infinity",
    "-1",
    "1e999",
    "1e-999",
    "-0",
    "9007199254740993",
    "4294967296",
    "0x10",
    "null",
    "true",
  ],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "length",
    "[[[[",
    "{a:{a:{a:",
    '"":',
    "[],",
    "{},",
    "1e9",
    "__proto__:{}",
  ],
];

const pick = (rng, list) => list[rng.integer(list.length)];

/** A text with one to four changes: characters out, in, doubled, a token, a cut, a stretch moved or repeated. */
function changedText(rng, text) {
  let own = text;
  for (let n = 1 + rng.integer(4); n > 0; n--) {
    const at = rng.integer(own.length + 1);
    const to = Math.min(own.length, at + 1 + rng.integer(12));
    const piece = own.slice(at, to);
    const how = rng.integer(10);
    if (how === 0) own = own.slice(0, at) + own.slice(to);
    else if (how === 1) own = own.slice(0, at);
    else if (how === 2) own = own.slice(0, at) + piece.repeat(1 + rng.integer(50)) + own.slice(to);
    else if (how === 3) own = own.slice(0, at) + pick(rng, TOKENS).repeat(1 + rng.integer(3)) + own.slice(at);
    else if (how === 4) own = own.slice(0, at) + pick(rng, TOKENS) + own.slice(to);
    else if (how === 5) own = own.slice(0, at) + pick(rng, TOKENS).repeat(2000) + own.slice(at);
    else own = otherNumber(rng, own);
  }
  return own;
}

/** One of the text's numbers, another. */
function otherNumber(rng, text) {
  const numbers = [...text.matchAll(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g)];
  if (numbers.length === 0) return text;
  const { index, 0: number } = pick(rng, numbers);
  const other = pick(rng, ["0", "1", "2", "3", "7", "0.5", "1e-6", "1e6", ...TOKENS.slice(-20)]);
  return text.slice(0, index) + other + text.slice(index + number.length);
}

/** Bytes with one to four changes. */
function changedBytes(rng, bytes) {
  let own = Buffer.from(bytes);
  for (let n = 1 + rng.integer(4); n > 0; n--) {
    const at = rng.integer(Math.min(own.length, rng.integer(2) === 0 ? 64 : own.length) + 1);
    const how = rng.integer(5);
    if (how === 0) own = own.subarray(0, at);
    else if (how === 1 && at < own.length) own[at] ^= 1 << rng.integer(8);
    else if (how === 2)
      own.fill(pick(rng, [0, 255, 127, 128]), at, Math.min(own.length, at + 1 + rng.integer(8)));
    else if (how === 3)
      own = Buffer.concat([own.subarray(0, at), Buffer.alloc(rng.integer(64), 255), own.subarray(at)]);
    else if (at + 4 <= own.length)
      own.writeInt32LE(pick(rng, [-1, 0, 1, 2 ** 31 - 1, -(2 ** 31), 65536]), at);
  }
  return own;
}

async function command(args) {
  let [data, note] = ["", ""];
  const code = await run(args, {
    data: (text) => {
      data += text;
    },
    pieces: (pieces) => {
      for (const piece of pieces) data += piece;
    },
    note: (text) => {
      note += `${text}\n`;
    },
  });
  return { code, data, note };
}

async function model(place) {
  try {
    const loaded = await loadModel(place);
    if (loaded.tokenizer !== null) {
      writeFileSync("text.txt", "the text of a day ".repeat(3));
      await loadText("text.txt", loaded, { length: 4 });
    }
    return { code: 0, data: "", note: "" };
  } catch (error) {
    if (error.name !== "ConfigError") throw error;
    return { code: 2, data: "", note: error.message };
  }
}

async function realModel(place) {
  try {
    const { tokenizer } = await loadRealModel(place);
    tokenizer?.encode("the text of <mark> a day ".repeat(3));
    return { code: 0, data: "", note: "" };
  } catch (error) {
    if (error.name !== "ConfigError") throw error;
    if (error.message.split("\n").length > 1) throw new Error("more than one line", { cause: error });
    return { code: 2, data: "", note: error.message };
  }
}

/** The start of a file with one of its 64-bit counts, lengths or offsets another. */
function otherSize(rng, bytes, head) {
  const own = Buffer.from(bytes.subarray(0, head));
  const at = rng.integer(head - 8);
  own.writeBigUInt64LE(
    pick(rng, [0n, 1n, 1000n, 1_000_000_000n, 2n ** 40n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]),
    at,
  );
  return own;
}

/** What a module of the tests exports. */
async function written(file) {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, file)],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const DEFAULT_CONFIG = join(ROOT, "configs", "cai-iscas-2024.json5");

const STUDY = `{ name: "s", workload: { length: 256, attention: { chunk: 16, rounds: 4 } }, levels: ["price"],
  objectives: [{ metric: "energy_J", sense: "min", reference: 1 }, { metric: "area_m2", sense: "min", reference: 1 }],
  constraints: ["area_m2 < 1e-3"],
  space: { "design.hashing.dac.bits": [1, 2, 4], "workload.attention.rounds": { from: 1, to: 4, step: 1 } } }`;
const CIRCUIT = JSON.stringify({
  format: "crosshash-circuit/1",
  rows: 2,
  cols: 2,
  wire: { word_segment_ohm: 1, bit_segment_ohm: 1 },
  device: { model: "linear" },
  terminals: {
    left: [
      { v_V: 0.1, r_ohm: 1 },
      { v_V: 0.2, r_ohm: 0 },
    ],
    right: null,
    top: null,
    bottom: [
      { v_V: 0, r_ohm: 1 },
      { v_V: 0, r_ohm: 0 },
    ],
  },
  conductance_S: [
    [1e-3, 1e-5],
    [2e-5, 1e-3],
  ],
});
const CSV = `a,b,c\n${Array.from({ length: 12 }, (_, n) => `${n},${(n * 7) % 12},"x, ${n}"`).join("\n")}\n`;
const SETTINGS = [
  'name="x"',
  "workload.length=1024",
  "design.hashing.readTime=10 ns",
  "workload={length:64}",
  "design.hashing.memristor.model=normal",
];
/** Verbs that answer at once whatever they are asked. */
const WORDS = [
  ...[
    "check",
    "show",
    "schema",
    "explain",
    "pareto",
    "status",
    "cite",
    "completion",
    "diff",
    "export",
    "help",
    "init",
    "rerun",
    "merge",
  ],
  ...[
    "--json",
    "--set",
    "--seed",
    "--where",
    "--objectives",
    "--help",
    "--version",
    "--plugin",
    "--resolved",
    "--",
    "-h",
    "--tolerance",
    "--epsilon",
    "--reference",
  ],
  ...[
    "c.json5",
    "t.csv",
    "a:min",
    "a:min,b:max",
    "a>1",
    "memristor",
    "normal",
    "bash",
    "none",
    "",
    ".",
    "/dev/null",
    "/proc/self/mem",
    "x".repeat(300),
    "\u001b[2J",
    "\u202e",
    "1",
    "-1",
    "1e999",
    "../x",
  ],
];

function tinyCheckpoint() {
  const [width, hidden, layers, heads, keyValueHeads, vocabulary, context] = [8, 12, 2, 4, 2, 260, 16];
  const [attention, feedForward] = [width + 2 * width ** 2 + 2 * 4 * width, width + 3 * hidden * width];
  const bytes = Buffer.alloc(
    28 + 4 * (vocabulary * width + layers * (attention + feedForward) + width + context * 2),
  );
  for (const [i, n] of [width, hidden, layers, heads, keyValueHeads, vocabulary, context].entries())
    bytes.writeInt32LE(n, 4 * i);
  for (let at = 28; at < bytes.length; at += 4) bytes.writeFloatLE(Math.sin(at), at);
  return bytes;
}

function llamaTokenizer() {
  const pieces = [
    "<unk>",
    "<s>",
    "</s>",
    ...Array.from({ length: 256 }, (_, n) => `<0x${n.toString(16).toUpperCase().padStart(2, "0")}>`),
    "▁",
  ];
  return JSON.stringify({
    added_tokens: [{ id: 1, content: "<s>", special: true }],
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "Prepend", prepend: "▁" },
        { type: "Replace", pattern: { Regex: " +" }, content: "▁" },
      ],
    },
    pre_tokenizer: {
      type: "Split",
      pattern: { Regex: "\\s+(?!\\S)|\\p{L}+" },
      behavior: "Isolated",
      invert: false,
    },
    post_processor: null,
    decoder: { type: "Fuse" },
    model: {
      type: "BPE",
      unk_token: "<unk>",
      byte_fallback: true,
      vocab: Object.fromEntries(pieces.map((p, n) => [p, n])),
      merges: [],
    },
  });
}

function gpt2Tensors() {
  const w = 4;
  const layer = [
    ["ln_1.weight", [w]],
    ["ln_1.bias", [w]],
    ["attn.c_attn.weight", [w, 3 * w]],
    ["attn.c_attn.bias", [3 * w]],
    ["attn.c_proj.weight", [w, w]],
    ["attn.c_proj.bias", [w]],
    ["ln_2.weight", [w]],
    ["ln_2.bias", [w]],
    ["mlp.c_fc.weight", [w, 8]],
    ["mlp.c_fc.bias", [8]],
    ["mlp.c_proj.weight", [8, w]],
    ["mlp.c_proj.bias", [w]],
  ];
  const shapes = [
    ["wte.weight", [260, w]],
    ["wpe.weight", [64, w]],
    ...layer.map(([n, s]) => [`h.0.${n}`, s]),
    ["ln_f.weight", [w]],
    ["ln_f.bias", [w]],
  ];
  let at = 0;
  const header = {};
  for (const [name, shape] of shapes) {
    const bytes = 4 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [at, at + bytes] };
    at += bytes;
  }
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([prefix, text, Buffer.alloc(at, 0)]);
}

const GPT2 = JSON.stringify({
  model_type: "gpt2",
  n_embd: 4,
  n_inner: 8,
  n_layer: 1,
  n_head: 2,
  n_positions: 64,
  vocab_size: 260,
  layer_norm_epsilon: 1e-3,
  activation_function: "gelu_new",
});

const YAML = `ERT:
  version: "0.4"
  tables:
  - &mac
    name: chip.mac
    actions:
    - {name: mac, arguments: {}, energy: 0.2}
    - {name: leak, arguments: {global_cycle_seconds: 1e-9}, energy: 1e-3}
  - name: chip.buffer[1..4]
    actions: &moves
    - {name: read, energy: 5 fJ}
    - {name: write, energy: "1.5"}
ART:
  tables:
  - {name: chip.mac, area: 40}
  - {name: sorter, area: 1e3}
`;
const TABLE = `component,action,energy (pJ),latency (ns),area (um2)
mac,mac,0.2,1,
buffer,read,5e-3,0.5,
"chip.buffer[1..4]",,,,400
`;
const CALIBRATION = JSON.stringify({
  format: "crosshash-calibration/1",
  metrics: {
    energy: {
      classes: ["arrays", "logic"],
      mean: [1.1, 0.9],
      covariance: [
        [0.01, 0],
        [0, 0.02],
      ],
      determined: ["arrays"],
      noise: 0.05,
      largest: [0.5, 0.5],
    },
  },
});
/** Pieces that cost more than they are long, where a reader looks at them again and again. */
const COSTLY = [
  "[",
  "- ",
  "? ",
  "{a: ",
  " ",
  "\n",
  "#\n",
  "*mac ",
  "&a ",
  "- *mac\n",
  "!a ",
  "(",
  "[ ",
  "1",
  '"',
  "k: 1\n",
];

function costlyText(rng, text) {
  if (rng.integer(8) !== 0) return changedText(rng, text);
  const at = rng.integer(text.length + 1);
  return text.slice(0, at) + pick(rng, COSTLY).repeat(10 ** (1 + rng.integer(5))) + text.slice(at);
}

/** What a reader says of a text: 0 where it takes it, 2 and the error's line where it does not. */
function readBy(read, name, text) {
  writeFileSync(name, text);
  try {
    read(name);
    return { code: 0, data: "", note: "" };
  } catch (error) {
    if (error.name !== "ConfigError") throw error;
    // A header may be at fault in many columns: each has its line, and they are counted.
    for (const line of error.message.split("\n"))
      if (!line.startsWith(name) && !/^… and \d+ more$/.test(line))
        throw new Error(`expected lines with their place, received ${error.message}`);
    return { code: 2, data: "", note: error.message };
  }
}

/** Each kind prepares once and returns what runs a case and, where a refusal may leave something behind, checks it. */
const KINDS = {
  config: () => (rng) => {
    const presets = ["isaac-isca-2016", "puma-asplos-2019", "cai-iscas-2024"];
    const text = readFileSync(join(ROOT, "configs", `${pick(rng, presets)}.json5`), "utf8");
    writeFileSync("f.json5", changedText(rng, text));
    return command(["config", "check", "f.json5"]);
  },
  set: () => {
    writeFileSync("c.json5", "{}");
    return (rng) => command(["config", "check", "c.json5", "--set", changedText(rng, pick(rng, SETTINGS))]);
  },
  study: () => (rng) => {
    writeFileSync("f.json5", changedText(rng, STUDY));
    return command(["config", "check", "f.json5"]);
  },
  circuit: () => (rng) => {
    writeFileSync("f.json", changedText(rng, CIRCUIT));
    return command(["solve", "f.json", "--json"]);
  },
  csv: () => (rng) => {
    writeFileSync(
      "t.csv",
      rng.integer(4) === 0 ? changedBytes(rng, Buffer.from(CSV)) : changedText(rng, CSV),
    );
    return command(["study", "pareto", "t.csv", "--objectives", "a:min,b:max"]);
  },
  arguments: () => {
    writeFileSync("c.json5", "{}");
    writeFileSync("t.csv", CSV);
    return (rng) =>
      command(
        Array.from({ length: 1 + rng.integer(6) }, () =>
          rng.integer(5) === 0 ? changedText(rng, pick(rng, WORDS)) : pick(rng, WORDS),
        ),
      );
  },
  store: async () => {
    writeFileSync("s.json5", STUDY);
    await command(["study", "run", "s.json5", "--out", "whole", "--workers", "1"]);
    const files = ["manifest.json", "results.jsonl"].map((name) => [name, readFileSync(join("whole", name))]);
    mkdirSync("d", { recursive: true });
    return (rng) => {
      const [hurt, verb] = [rng.integer(2), pick(rng, ["study status", "study pareto"])];
      for (const [n, [name, bytes]] of files.entries())
        writeFileSync(
          join("d", name),
          n !== hurt
            ? bytes
            : rng.integer(2) === 0
              ? changedBytes(rng, bytes)
              : changedText(rng, bytes.toString("utf8")),
        );
      return command([...verb.split(" "), "d"]);
    };
  },
  yaml: () => (rng) =>
    readBy((name) => readComponentTables([[name, name]], "f"), "t.yaml", costlyText(rng, YAML)),
  table: () => (rng) =>
    readBy((name) => readComponentTables([[name, name]], "f"), "t.csv", costlyText(rng, TABLE)),
  measurements: () => (rng) =>
    readBy(
      (name) => readMeasurements(name, ["V", "A"], "V (mV)"),
      "m.csv",
      costlyText(rng, "V (mV),I [nA]\n1,2\n-3,4e1\n"),
    ),
  calibration: () => (rng) =>
    readBy((name) => readCalibration(name, name), "c.json", costlyText(rng, CALIBRATION)),
  checkpoint: () => {
    const bytes = tinyCheckpoint();
    return (rng) => {
      writeFileSync("m.bin", changedBytes(rng, bytes));
      return model("m.bin");
    };
  },
  gguf: async () => {
    const { tinyModel, writeGguf } = await written("test/language-model/gguf/gguf-writer.ts");
    const models = ["llama", "qwen2", "qwen3"].map((name) => writeGguf(tinyModel(name)));
    return (rng) => {
      const bytes = pick(rng, models);
      // Most of the file is weights; a change to them is a change of numbers.
      const head = bytes.length >> rng.integer(3);
      const hurt =
        rng.integer(2) === 0 ? changedBytes(rng, bytes.subarray(0, head)) : otherSize(rng, bytes, head);
      writeFileSync("m.gguf", Buffer.concat([hurt, bytes.subarray(head)]));
      if (rng.integer(4) === 0)
        return command(["config", "show", DEFAULT_CONFIG, "--json", "--workload-from", "m.gguf"]);
      return realModel("m.gguf");
    };
  },
  huggingface: () => {
    const files = [
      ["config.json", GPT2],
      ["tokenizer.json", llamaTokenizer()],
      ["model.safetensors", gpt2Tensors()],
    ];
    mkdirSync("m", { recursive: true });
    return (rng) => {
      const hurt = rng.integer(files.length);
      for (const [n, [name, content]] of files.entries())
        writeFileSync(
          join("m", name),
          n !== hurt
            ? content
            : typeof content === "string"
              ? changedText(rng, content)
              : changedBytes(rng, content),
        );
      return model("m");
    };
  },
};

/** Words of the engine, and what a stack looks like. */
const ENGINE =
  /^\s+at .+:\d+:\d+|\bundefined\b|\[object |Cannot (?:read|convert|destructure|set)|is not (?:a function|iterable|defined|a constructor)|Maximum call stack|Invalid (?:typed )?array|Invalid string length|in JSON at position|is not valid JSON|a fault of Crosshash|ERR_[A-Z]/m;
const CONTROL = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u;

const one = await KINDS[kind]();
const codes = {};
const faults = [];
let [slowest, costliest] = [0, 0];
for (let n = 0; n < Number(countText); n++) {
  writeSync(3, `${n}\n`);
  const rng = createRng(`${kind} ${seed}`).fork(n);
  const start = performance.now();
  const before = process.cpuUsage();
  try {
    const { code, data, note } = await one(rng);
    codes[code] = (codes[code] ?? 0) + 1;
    const said = data + note;
    if (![0, 1, 2, 3].includes(code)) faults.push(`${n}: exit ${code}`);
    if (code === 2 && data !== "") faults.push(`${n}: an answer and exit 2`);
    if (code === 2 && note.trim() === "") faults.push(`${n}: refused without a word`);
    if (ENGINE.test(note) || (ENGINE.test(data) && code !== 0)) faults.push(`${n}: ${note.slice(0, 400)}`);
    if (CONTROL.test(said)) faults.push(`${n}: a control character`);
  } catch (error) {
    faults.push(`${n}: ${error.stack}`);
  }
  slowest = Math.max(slowest, performance.now() - start);
  const { user, system } = process.cpuUsage(before);
  costliest = Math.max(costliest, (user + system) / 1e6);
}
writeSync(
  3,
  `${JSON.stringify({ codes, faults: faults.slice(0, 20), count: faults.length, slowest, costliest, megabytes: process.resourceUsage().maxRSS / 1024 })}\n`,
);
process.exit(0);
