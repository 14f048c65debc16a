import type { Browser } from 'puppeteer-core';

/** Starts Chromium without a window; to be closed by the caller. Rejects where none is installed, and says so. */
export declare function launchChromium(): Promise<Browser>;
