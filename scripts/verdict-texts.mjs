// Writes the two texts of the plans in evidence/diary from their npm packages: node scripts/verdict-texts.mjs [FOLDER]
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const VERSION = "0.2.3";

/** Texts, each of the parts of a package in an order, and the first digits of the SHA-256 that the plans give. */
const TEXTS = [
  {
    file: "moby-dick.txt",
    package: "datasets-moby-dick",
    parts: () => Array.from({ length: 135 }, (_, n) => `chapter_${n + 1}.txt`),
    digest: "db58b8efee180488",
  },
  {
    file: "state-of-the-union.txt",
    package: "datasets-sotu",
    parts: (names) => names.filter((name) => /^(19[0-5]\d|1960)_.*\.txt$/.test(name)).sort(),
    digest: "44e95048fa245235",
  },
];

const folder = process.argv[2] ?? ".";
mkdirSync(folder, { recursive: true });
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const shell = process.platform === "win32";
for (const text of TEXTS) {
  const unpacked = mkdtempSync(join(tmpdir(), "verdict-text-"));
  try {
    execFileSync(
      npm,
      [
        "install",
        "--prefix",
        unpacked,
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        `@stdlib/${text.package}@${VERSION}`,
      ],
      { stdio: "ignore", shell },
    );
    const data = join(unpacked, "node_modules", "@stdlib", text.package, "data");
    const parts = text.parts(readdirSync(data)).map((name) => readFileSync(join(data, name), "utf8").trim());
    const whole = `${parts.join("\n\n")}\n`;
    const digest = createHash("sha256").update(whole).digest("hex");
    if (!digest.startsWith(text.digest))
      throw new Error(`${text.file}: expected SHA-256 ${text.digest}…, received ${digest}`);
    writeFileSync(join(folder, text.file), whole);
    console.log(`${join(folder, text.file)}: ${parts.length} parts, SHA-256 ${digest}`);
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}
