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

/** Puts a text on the clipboard, shows it, and says so; where the clipboard is closed, it is selected to be copied. */
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

/** Gives the reader a file. */
export const downloadText = (name: string, text: string, type = "text/csv"): void =>
  downloadBlob(name, new Blob([text], { type }));

export function downloadBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
