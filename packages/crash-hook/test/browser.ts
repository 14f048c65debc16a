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

let browser: Promise<Browser> | undefined;

/** Opens `html` as a file in the one browser of this test file, lets `use` look at it, and closes it. */
export async function withPage<T>(
  html: string,
  { width, dark = false }: Viewing,
  use: (page: Page, url: string) => Promise<T>,
  prepare: (page: Page) => void = () => {},
): Promise<T> {
  browser ??= launchChromium();
  const page = await (await browser).newPage();
  const directory = mkdtempSync(join(tmpdir(), 'crash-report-'));
  try {
    const file = join(directory, 'report.html');
    writeFileSync(file, html);
    prepare(page);
    await page.setViewport({ width, height: 844 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
    const url = pathToFileURL(file).href;
    await page.goto(url, { waitUntil: 'load' });
    return await use(page, url);
  } finally {
    await page.close();
    rmSync(directory, { recursive: true });
  }
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
  const running = browser;
  browser = undefined;
  await (await running)?.close();
}

function toPng(path: string): `${string}.png` {
  if (!path.endsWith('.png')) throw new Error(`Expected a path that ends in .png, got ${path}`);
  return path as `${string}.png`;
}
