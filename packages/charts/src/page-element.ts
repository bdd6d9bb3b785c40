type Attributes = Readonly<Record<string, string | number | boolean>>;

/** An element with attributes and children. Texts become text nodes, so names are never parsed as markup. */
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

/** Copies a text to the clipboard, shows it and reports; without clipboard access it selects it. */
export async function copyText(text: string, what: string): Promise<void> {
  const status = byId("status");
  const shown = byId<HTMLTextAreaElement>("copied");
  shown.value = text;
  shown.hidden = false;
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = `Copied the ${what}.`;
  } catch {
    shown.select();
    status.textContent = `This page may not use the clipboard; the ${what} is selected below.`;
  }
}

/** Downloads a text as a file. */
export const downloadText = (name: string, text: string, type = "text/csv"): void =>
  downloadBlob(name, new Blob([text], { type }));

export function downloadBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  // Once begun, the download keeps its own reference to the bytes.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
