import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from '@threadspan/chromium';
import { repository } from '../.vitepress/repository.mjs';
import { serveFiles } from '../.vitepress/site/serve-files.mjs';
import { root } from './run-example.ts';
import { buildSite, dist, htmlFiles } from './site/build-site.ts';
import { brokenLinks } from './site/links.ts';
import { visitAll } from './site/visit.ts';
import type { Browser, Visit } from './site/visit.ts';

let server: Awaited<ReturnType<typeof serveFiles>>;
let browser: Browser;
let visits: Visit[];

beforeAll(async () => {
  buildSite();
  server = await serveFiles(dist, 0);
  browser = await launchChromium();
  visits = await visitAll(browser, server.url, htmlFiles());
}, 300_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** What is wrong, page by page; pages with nothing wrong are left out. */
const wrong = (problems: (visit: Visit) => readonly string[]) =>
  Object.fromEntries(
    visits.map((visit) => [visit.path, problems(visit)] as const).filter(([, { length }]) => length > 0),
  );

describe('the site', () => {
  it('has every page of the docs, every package, and the crash reports as they are', () => {
    const paths = visits.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'index.html',
        'performance.html',
        'api/context/ports.html',
        'api/executor.html',
      ]),
    );
    expect(readFileSync(join(dist, 'crash-reports/throw.html'), 'utf8')).toBe(
      readFileSync(join(root, 'docs/crash-reports/throw.html'), 'utf8'),
    );
  });

  it('loads without an error in the console or on the page, and without a failed request', () => {
    expect(wrong(({ errors }) => errors)).toEqual({});
  });

  it('requests nothing from elsewhere', () => {
    expect(wrong(({ foreign }) => foreign)).toEqual({});
  });

  it('fits the width of a desk and of a phone; code scrolls inside of its own block', () => {
    expect(wrong(({ overflows }) => overflows)).toEqual({});
  });

  it('links only to pages, headings and files that are there, in the site and in the repository', () => {
    expect(brokenLinks(visits, server.url)).toEqual([]);
    expect(visits.flatMap(({ links }) => links).length).toBeGreaterThan(500);
  });

  it('points links to source files at the host of the repository', () => {
    const { links = [] } = visits.find(({ path }) => path === 'architecture.html') ?? {};
    expect(links).toContain(`${repository}/blob/main/packages/context/src/ports.ts`);
    expect(links).toContain(`${repository}/tree/main/tools/bench`);
  });

  it('opens a crash report from the guide to them', async () => {
    const page = await browser.newPage();
    await page.goto(new URL('guides/read-a-crash-report.html', server.url).href);
    await Promise.all([page.waitForNavigation(), page.click('a[href$="/throw.html"]')]);
    expect(await page.title()).toContain('debtscan: TypeError');
    await page.close();
  });

  it('finds a page by a word of its text', async () => {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForSelector('#local-search button');
    await page.click('#local-search button');
    await page.waitForSelector('.search-input');
    await page.type('.search-input', 'piscina');
    await page.waitForSelector('.results .result');
    const found = await page.$$eval('.results a.result', (results) => results.map(({ href }) => href));
    expect(found.some((href) => href.includes('/guides/bring-your-own-pool'))).toBe(true);
    await page.close();
  });

  it('is dark for readers who prefer that', async () => {
    const page = await browser.newPage();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await page.goto(server.url);
    const [back, text] = await page.$eval('body', (body) => {
      const { backgroundColor, color } = getComputedStyle(body);
      return [backgroundColor, color].map((value) => Number(/\d+/.exec(value)?.[0]));
    });
    expect(back).toBeLessThan(64);
    expect(text).toBeGreaterThan(192);
    await page.close();
  });
});
