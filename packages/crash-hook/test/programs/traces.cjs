// Says what the hook changes in the process: before it is there, while it is, and when it is gone.
const { readdirSync } = require('node:fs');
const { withPhase } = require('@threadspan/context');
const { observeScopes } = require('@threadspan/context/ports');
const { install } = require('./install.cjs');

const settings = ['reportOnFatalError', 'directory', 'compact', 'excludeNetwork', 'excludeEnv'];

function look() {
  return {
    exitListeners: process.listenerCount('exit'),
    files: readdirSync(process.env.REPORT_DIR).length,
    report: Object.fromEntries(settings.map((name) => [name, process.report[name]])),
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
  };
}

const before = look();
const hook = install(JSON.parse(process.argv[2]));
const during = look();
hook.uninstall();
const after = look();
// Nobody who came later is taken away with it.
const again = install(JSON.parse(process.argv[2]));
let heard = 0;
observeScopes(() => heard++);
again.uninstall();
withPhase('parsing', () => undefined);
console.log(JSON.stringify({ before, during, after, heard }));
