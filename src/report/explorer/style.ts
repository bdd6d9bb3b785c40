/** Colours of the page: text on its ground reaches 4.5 : 1 and marks 3 : 1 in both themes, a test checks it. */
export const PAGE_COLOURS = {
  light: {
    surface: "#FFFFFF",
    panel: "#F4F5F7",
    ink: "#1B1F24",
    muted: "#565E67",
    line: "#D0D5DB",
    faded: "#D5D9DE",
    dominated: "#6E7781",
    front: "#C24E00",
    accent: "#005EA8",
  },
  dark: {
    surface: "#16191D",
    panel: "#1F2429",
    ink: "#E8EBEE",
    muted: "#A7B0B9",
    line: "#3A424B",
    faded: "#343B43",
    dominated: "#8C96A1",
    front: "#FF9A4A",
    accent: "#6CB6FF",
  },
} as const;

const variables = (theme: Readonly<Record<string, string>>): string =>
  Object.entries(theme)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(";");

const { light, dark } = PAGE_COLOURS;

/** Style sheet of the explorer: light or dark as the reader's system has it, or as the page is told. */
export const EXPLORER_STYLE = `
:root{color-scheme:light;${variables(light)}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${variables(dark)}}}
:root[data-theme=dark]{color-scheme:dark;${variables(dark)}}
*{box-sizing:border-box}
body{margin:0;font:15px/1.45 "DejaVu Sans",system-ui,sans-serif;color:var(--ink);background:var(--surface)}
header,main,footer{max-width:84rem;margin:0 auto;padding:.75rem 1.25rem}
h1{font-size:1.4rem;margin:.3rem 0}h2{font-size:1.05rem;margin:1.4rem 0 .4rem}
.sub,.hint,footer{color:var(--muted)}.sub{margin:.2rem 0;overflow-wrap:anywhere}
.controls{display:flex;flex-wrap:wrap;gap:.5rem 1.1rem;align-items:center;margin:.6rem 0}
.plots{display:grid;grid-template-columns:minmax(0,1fr);gap:1rem}
@media (min-width:72rem){.plots{grid-template-columns:minmax(0,5fr) minmax(0,7fr)}}
canvas{display:block;width:100%;height:27rem;background:var(--surface);border:1px solid var(--line);border-radius:4px;touch-action:none}
canvas:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
figure{margin:0}figcaption{color:var(--muted);font-size:.85rem;margin-top:.3rem;min-height:1.3em}
button,select,input[type=text]{font:inherit;color:var(--ink);background:var(--panel);border:1px solid var(--muted);border-radius:4px;padding:.2rem .55rem}
button{cursor:pointer}button[aria-pressed=true]{background:var(--accent);color:var(--surface)}
input[type=text]{width:8.5rem}input[aria-invalid=true]{border-color:var(--front);outline:2px solid var(--front)}
table{border-collapse:collapse;font-size:.88rem;margin:.4rem 0}caption{text-align:left;color:var(--muted);padding:.2rem 0}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:anywhere}
th[scope=row]{font-weight:600}.n{text-align:right;font-variant-numeric:tabular-nums}
tr.differs>td{background:var(--panel);font-weight:600}.scroll{overflow-x:auto}#front-list{max-height:24rem;overflow-y:auto}
.box{display:inline-block;margin-right:.9rem}.buttons{display:flex;gap:.4rem;margin-top:.3rem}
.bar{display:flex;height:14px;margin:.3rem 0;border:1px solid var(--line);background:#fff}
.bar span{border-right:1px solid #fff}
.key{display:inline-block;width:.75em;height:.75em;margin-right:.45em;border:1px solid var(--muted)}
ul.shares,ul.ladder{list-style:none;margin:.2rem 0;padding:0}.warning{color:var(--front);font-weight:600}
textarea{width:100%;height:12rem;font:12px/1.4 "DejaVu Sans Mono",monospace;color:var(--ink);background:var(--panel);border:1px solid var(--muted)}
`;
