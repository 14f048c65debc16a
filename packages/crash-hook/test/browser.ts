/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from '@threadspan/chromium';
import type { Browser, Page } from 'puppeteer-core';

/** How a page is looked at: its width in CSS pixels, and whether the reader prefers dark. */
export interface Viewing {
  readonly width: number;
  readonly dark?: boolean;
}

interface Tab {
  readonly browser: Browser;
  readonly page: Page;
  /** What the page did since it was opened. */
  readonly events: string[];
}

let tab: Promise<Tab> | undefined;

/**
 * Opens `html` as a file in the one tab of this test file and lets `use` look at it; `events` has what the page
 * requests, fails at, logs and asks. A tab for each page would cost three times as much.
 */
export async function withPage<T>(
  html: string,
  viewing: Viewing,
  use: (page: Page, url: string, events: readonly string[]) => Promise<T>,
): Promise<T> {
  tab ??= openTab();
  const { page, events } = await tab;
  const directory = mkdtempSync(join(tmpdir(), 'crash-report-'));
  try {
    const file = join(directory, 'report.html');
    writeFileSync(file, html);
    events.length = 0;
    await view(page, viewing);
    const url = pathToFileURL(file).href;
    await page.goto(url, { waitUntil: 'load' });
    return await use(page, url, events);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Lets the page be looked at in another way from now on. */
export async function view(page: Page, { width, dark = false }: Viewing): Promise<void> {
  await page.setViewport({ width, height: 844 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
}

async function openTab(): Promise<Tab> {
  const browser = await launchChromium();
  const page = await browser.newPage();
  const events: string[] = [];
  page.on('request', (request) => events.push(`request ${request.url()}`));
  page.on('pageerror', (error) => events.push(`error ${String(error)}`));
  page.on('console', (message) => events.push(`console ${message.text()}`));
  page.on('dialog', (dialog) => {
    events.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { browser, page, events };
}

/** Writes a PNG of the whole page to `path`. */
export async function takeScreenshot(
  html: string,
  options: Viewing & { readonly path: string },
): Promise<void> {
  await withPage(html, options, (page) => page.screenshot({ path: toPng(options.path), fullPage: true }));
}

/** Ends the browser; to be called when all is looked at. */
export async function closeBrowser(): Promise<void> {
  const opened = tab;
  tab = undefined;
  await (await opened)?.browser.close();
}

function toPng(path: string): `${string}.png` {
  if (!path.endsWith('.png')) throw new Error(`Expected a path that ends in .png, got ${path}`);
  return path as `${string}.png`;
}
