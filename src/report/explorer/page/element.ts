type Attributes = Readonly<Record<string, string | number | boolean>>;

/** An element with attributes and children. Texts become text nodes, so nothing of a name is ever markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value === true) made.setAttribute(name, "");
    else if (value !== false) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

export const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
