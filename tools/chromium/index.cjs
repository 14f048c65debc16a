const { accessSync, constants } = require('node:fs');
const { delimiter, join } = require('node:path');
const { launch } = require('puppeteer-core');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

exports.launchChromium = async () =>
  launch({
    executablePath: findChromium(),
    // Chromium refuses to start its sandbox as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });

function findChromium() {
  const { CHROMIUM, PATH = '' } = process.env;
  const installed = NAMES.flatMap((name) => PATH.split(delimiter).map((directory) => join(directory, name)));
  const found = [...(CHROMIUM ? [CHROMIUM] : []), ...installed].find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    'This needs Chromium: install it (`apt-get install chromium` on Debian), or set CHROMIUM to its path.',
  );
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
