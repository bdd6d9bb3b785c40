import { describe, expect, it } from "vitest";
import { htmlSink } from "../src/html.ts";
import { markdownSink } from "../src/markdown.ts";
import { drawing } from "../src/pictures.ts";
import { type Block, figure, findings, heading, paragraph, table, title } from "../src/report.ts";
import { textSink } from "../src/text.ts";

const blocks: Block[] = [
  title("A <b>name</b>", "what it is about"),
  findings(["It loses.", "By 2 | 3."]),
  heading("Numbers"),
  table({ head: ["what", "value"], rows: [["x", "1"]] }, { title: "A table", notes: ["One note."] }),
  paragraph("first", "second"),
  { kind: "code", text: "a  b" },
  figure(drawing("energy", "Energy", {})),
];

describe("sinks", () => {
  it("render the same blocks as text", () => {
    expect(textSink(blocks)).toBe(
      [
        "A <b>name</b>",
        "what it is about",
        "",
        "• It loses.",
        "• By 2 | 3.",
        "",
        "Numbers",
        "",
        "A table",
        "┌──────┬───────┐",
        "│ what │ value │",
        "├──────┼───────┤",
        "│ x    │     1 │",
        "└──────┴───────┘",
        "One note.",
        "",
        "first",
        "second",
        "",
        "a  b",
        "",
      ].join("\n"),
    );
  });

  it("puts charts or tables that follow one another into one group, which has columns on a wide page", () => {
    const one = table({ head: ["a"], rows: [["1"]] });
    const html = htmlSink(
      [
        ...["x", "y"].map((name) => figure(drawing(name, name, {}))),
        one,
        paragraph("between"),
        one,
        one,
        { kind: "folded", summary: "more", blocks: [one, one] },
      ],
      ["x", "y"].map((name) => ({ name, title: name, png: new Uint8Array([1]) })),
    );
    const order = [...html.matchAll(/<div class="(?:figures|tables|table)"|<figure>|between/g)].map(
      ([own]) => own,
    );
    const [figures, group, own] = ["figures", "tables", "table"].map((name) => `<div class="${name}"`);
    expect(order).toEqual([
      ...[figures, "<figure>", "<figure>", own, "between"],
      ...[group, own, own, group, own, own],
    ]);
  });

  it("render them as Markdown, with nothing of a name taken for markup", () => {
    const text = markdownSink(blocks);
    for (const part of [
      "# A &lt;b&gt;name&lt;/b&gt;\n",
      "- It loses.\n- By 2 \\| 3.\n",
      "## Numbers\n",
      "| what | value |\n| ---- | ----: |\n| x    |     1 |\n",
      "```\na  b\n```\n",
      "![Energy](energy.png)\n",
    ])
      expect(text).toContain(part);
  });

  it("render them as one page that makes no request, with the pictures that it is given", () => {
    const page = htmlSink(blocks, [
      { name: "energy", title: "Energy", png: Uint8Array.of(1, 2, 3), svg: "<svg>µ</svg>" },
    ]);
    for (const part of [
      "<h1>A &lt;b&gt;name&lt;/b&gt;</h1>",
      "<li>It loses.</li>",
      '<th class="n">value</th>',
      '<td>x</td><td class="n">1</td>',
      "<p>One note.</p>",
      '<pre tabindex="0">a  b</pre>',
      '<a download="table-1.csv" href="data:text/csv;charset=utf-8,what%2Cvalue%0D%0Ax%2C1%0D%0A" aria-label="Save table 1 as CSV">CSV</a>',
      '<a download="energy.svg" href="data:image/svg+xml;charset=utf-8,%3Csvg%3E%C2%B5%3C%2Fsvg%3E" aria-label="Save Energy as SVG">SVG</a>',
      '<a download="energy.png" href="energy.png" aria-label="Save Energy as PNG">PNG</a>',
      '<div class="table" tabindex="0" role="region" aria-label="A table">',
      "prefers-color-scheme:dark",
      "@media print",
      '<img alt="Energy" src="data:image/png;base64,AQID">',
      "default-src 'none'",
    ])
      expect(page).toContain(part);
    expect(page).not.toMatch(/https?:/);
    expect(htmlSink(blocks, [])).not.toContain("<img");
  });

  it("keeps a number with its sign and unit, and names of designs as they are", () => {
    const told = (text: string): string =>
      /<p>(.*)<\/p>/.exec(htmlSink([{ kind: "paragraph", lines: [text] }], []))?.[1] ?? "";
    expect(told("69 ± 10 % of 8 tokens")).toBe("69\u00a0±\u00a010\u00a0% of 8 tokens");
    expect(told("0.787 × the rate, < 5 mm², 28 nm")).toBe(
      "0.787\u00a0× the rate, &lt;\u00a05\u00a0mm², 28\u00a0nm",
    );
    expect(told("2 Sets, 3 Arrays")).toBe("2 Sets, 3 Arrays");
  });
});
