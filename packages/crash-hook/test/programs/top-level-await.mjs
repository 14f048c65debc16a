import { createRequire } from 'node:module';

if (process.env.HOOK) createRequire(import.meta.url)('./install.cjs').install();
process.on('exit', (code) => console.log(`exit ${code}`));
await null;
if (process.argv[2] === 'module not found') await import('./nowhere.mjs');
throw new Error('boom');
