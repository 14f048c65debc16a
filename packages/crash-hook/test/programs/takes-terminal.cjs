// A full-screen program that crashes; it says how the terminal is once the report was written.
const { spawnSync } = require('node:child_process');
const { install } = require('./install.cjs');

install({
  onReport: () => {
    const { stdout } = spawnSync('stty', ['-a'], { stdio: ['inherit', 'pipe', 'inherit'] });
    console.log(`line editing: ${/ icanon /.test(stdout)}, raw: ${process.stdin.isRaw}`);
  },
});
const modes = process.argv.slice(2);
if (modes.includes('raw')) process.stdin.setRawMode(true);
if (modes.includes('alternate')) process.stdout.write('\u001b[?1049h');
process.stdout.write('\u001b[?25l\u001b[?7l'); // no cursor, no wrapping
process.stdout.write('\u001b[?1003h\u001b[?1006h\u001b[?1004h\u001b[?2004h\u001b[?1h\u001b=');
process.stdout.write('\u001b(0\u001b[31m'); // line drawing, red
if (modes.includes('alternate')) process.stdout.write('\u001b[5;10r\u001b[7;7Hqqq drawing qqq');
setTimeout(() => {
  throw new Error('boom');
}, 20);
