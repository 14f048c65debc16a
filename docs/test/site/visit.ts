/// <reference lib="dom" />
import type { launchChromium } from '@threadspan/chromium';

export type Browser = Awaited<ReturnType<typeof launchChromium>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

/** What was seen of one page of the site. */
export interface Visit {
  /** In the site. */
  readonly path: string;
  /** Of the console, of scripts, of requests. */
  readonly errors: string[];
  /** Addresses elsewhere that were asked for something. */
  readonly foreign: string[];
  /** The widths at which the page is wider than the window. */
  readonly overflows: string[];
  /** Absolute addresses. */
  readonly links: string[];
  /** What links to headings can name. */
  readonly ids: ReadonlySet<string>;
}

const WIDTHS = [1280, 390];

/** Opens each page in a window of either width, two at a time. */
export async function visitAll(browser: Browser, site: string, paths: readonly string[]): Promise<Visit[]> {
  const waiting = [...paths];
  const visits: Visit[] = [];
  const tab = async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const page = await browser.newPage();
      visits.push(await visit(page, site, path));
      await page.close();
    }
  };
  await Promise.all([tab(), tab()]);
  return visits;
}

async function visit(page: Page, site: string, path: string): Promise<Visit> {
  const errors: string[] = [];
  const foreign: string[] = [];
  const overflows: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('requestfailed', (request) => errors.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('response', (response) => {
    if (response.status() >= 400) errors.push(`${response.url()}: ${response.status()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(site) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  for (const width of WIDTHS) {
    await page.setViewport({ width, height: 844 });
    if (width === WIDTHS[0]) await page.goto(new URL(path, site).href, { waitUntil: 'load' });
    await settled(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) overflows.push(`${wide} at ${width}`);
  }
  const { links, ids } = await page.evaluate(() => ({
    links: [...document.querySelectorAll('a')].filter((a) => a.hasAttribute('href')).map((a) => a.href),
    ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
  }));
  return { path, errors, foreign, overflows, links, ids: new Set(ids) };
}

/** VitePress has made the page its own, and loads no more of it. A crash report has no scripts to wait for. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const app = document.querySelector('#app');
    return app === null || '__vue_app__' in app;
  });
  await page.waitForNetworkIdle({ idleTime: 100 });
}
