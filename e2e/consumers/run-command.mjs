import { execFile } from 'node:child_process';
import { withoutNpmSettings } from '@threadspan/packaging';

// Far more than anything here takes.
const TIMEOUT_MS = 5 * 60_000;
// What would tell the programs of throw-away projects how those of this one are run.
const OWN = /^(NODE_OPTIONS|NODE_PATH|NODE_ENV|FORCE_COLOR|(JEST|VITEST|NX|OTEL|THREADSPAN)_.*)$/;

/**
 * Runs a command in a folder, as somebody would who has just opened a terminal there. It ends with this process.
 * @returns what it printed on standard output
 * @throws Error with the command and all that it printed, if its exit code is not 0
 */
export function runCommand(folder, command, args) {
  const env = Object.fromEntries(Object.entries(withoutNpmSettings()).filter(([name]) => !OWN.test(name)));
  const options = { cwd: folder, env, timeout: TIMEOUT_MS, maxBuffer: 2 ** 26, shell: needsShell(command) };
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      process.off('exit', end);
      if (error === null) return resolve(stdout);
      const how = error.killed ? 'was ended after five minutes' : `exit code ${error.code}`;
      reject(new Error(`${[command, ...args].join(' ')}: ${how}\n${stdout}${stderr}`.trim()));
    });
    // At once, and before the folder it writes to is removed.
    const end = () => child.kill('SIGKILL');
    process.prependListener('exit', end);
  });
}

function needsShell(command) {
  return process.platform === 'win32' && command === 'npm';
}
