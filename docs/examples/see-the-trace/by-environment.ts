import { initTracing } from '@threadspan/tracing';
import { countWords } from './count-words.js';

await using _tracing = initTracing();
await countWords(process.argv.slice(2));
