import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** A page of a file, and what it did that a report may not do. */
export interface WatchedPage {
  readonly page: Page;
  /** Requests beside the page itself, dialogs, errors and complaints of the console. */
  readonly seen: string[];
}

/** Opens a file in a page that notes every request, dialog, error and line of the console. */
export async function watchedPage(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const page = await browser.newPage(options);
  const address = pathToFileURL(file).href;
  const seen: string[] = [];
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:"))
      seen.push(`request ${request.url()}`);
  });
  page.on("console", (message) => seen.push(`console ${message.text()}`));
  page.on("pageerror", (error) => seen.push(`error ${error.message}`));
  page.on("dialog", (dialog) => {
    seen.push(`dialog ${dialog.message()}`);
    return dialog.dismiss();
  });
  await page.goto(address);
  return { page, seen };
}

/** Violations that axe-core finds. Its script comes in past the page's policy, as a debugger's does. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(AXE, "utf8"));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  });
}
