import { UsageError, parseOptions } from './options.js';

const USAGE_EXIT = 2;

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  const options = parseOptions(process.argv.slice(2));
  // Whoever asks for help, or has mistyped, need not wait for all this to load.
  const { scan } = await import('./scan.js');
  // The crash hook has set a code where a worker was lost without taking a file along.
  process.exitCode = (await scan(options)) || (process.exitCode ?? 0);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = USAGE_EXIT;
}
