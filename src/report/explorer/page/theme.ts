/** Colours of the drawings, as the page's style sheet has them for light and for dark. */
export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly faded: string;
  readonly dominated: string;
  readonly front: string;
  readonly accent: string;
  readonly font: string;
}

export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: of("ink"),
    muted: of("muted"),
    line: of("line"),
    surface: of("surface"),
    faded: of("faded"),
    dominated: of("dominated"),
    front: of("front"),
    accent: of("accent"),
    font: style.fontFamily,
  };
}

/** Red, green and blue of a colour written #RRGGBB. */
export const channels = (colour: string): readonly [number, number, number] => [
  Number.parseInt(colour.slice(1, 3), 16),
  Number.parseInt(colour.slice(3, 5), 16),
  Number.parseInt(colour.slice(5, 7), 16),
];
