import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from '@threadspan/chromium';
import { root } from '../repository.mjs';
import { serveFiles } from './serve-files.mjs';

const WIDTHS = [1280, 390];

/** PNGs of the first page of the site, as it is seen without scrolling: on a desk and on a phone. */
export async function writeScreenshots(site) {
  const folder = join(root, 'docs/screenshots');
  mkdirSync(folder, { recursive: true });
  const server = await serveFiles(site, 0);
  const browser = await launchChromium();
  try {
    for (const width of WIDTHS) {
      const page = await browser.newPage();
      await page.setViewport({ width, height: 844 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
      await page.goto(server.url, { waitUntil: 'networkidle0' });
      const name = `site-${width}.png`;
      await page.screenshot({ path: join(folder, name) });
      console.log(`docs/screenshots/${name}`);
    }
  } finally {
    await browser.close();
    server.close();
  }
}
