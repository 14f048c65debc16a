import { pathToFileURL } from 'node:url';
import { launchChromium } from '@threadspan/chromium';
import { pathOf } from './files.mjs';

const VIEWS = [
  { name: 'light', width: 1280 },
  { name: 'dark', width: 390 },
];

/** PNGs of the page on a worker that exited: wide and light, as on a phone and dark. */
export async function writeScreenshots() {
  const browser = await launchChromium();
  try {
    for (const { name, width } of VIEWS) {
      const page = await browser.newPage();
      await page.setViewport({ width, height: 844 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: name }]);
      await page.goto(pathToFileURL(pathOf('exit', 'html')).href);
      await page.screenshot({ path: pathOf(`exit-${name}`, 'png'), fullPage: true });
    }
  } finally {
    await browser.close();
  }
}
