/** Colours of all pages; a test checks contrasts of 4.5 : 1 for text and 3 : 1 for marks in both themes. */
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

/** The colours as CSS variables: light or dark by the system's setting, or by `data-theme`. */
export const THEMES = `:root{color-scheme:light;${variables(light)}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${variables(dark)}}}
:root[data-theme=dark]{color-scheme:dark;${variables(dark)}}`;
