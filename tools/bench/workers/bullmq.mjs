import { Worker } from 'bullmq';
import * as work from './work.mjs';

const [url] = process.argv.slice(2);
const worker = new Worker('plain', async ({ name, data }) => work[name](data), {
  connection: { url },
  concurrency: 50,
});
worker.on('error', (error) => process.stderr.write(`${error.message}\n`));
process.once('SIGTERM', () => void worker.close().then(() => process.exit(0)));
