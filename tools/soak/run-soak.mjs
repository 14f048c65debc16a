// Soaks one executor and prints how it kept its word: node --expose-gc run-soak.mjs COUNT FAULTY-PART SEED
import { soak } from './soak.mjs';
import { booksTable, checksTable } from './tables.mjs';
import { judge } from './verdict.mjs';

const EXAMPLES = 10;

const [count, faultyPart, seed] = process.argv.slice(2).map(Number);
// Idle workers keep no process alive: it ends when no chain has anything left to wait for.
let isDone = false;
process.on('exit', () => isDone || console.error('Some chain never ended, though nothing runs any more'));

const started = performance.now();
const soaked = await soak({ count, faultyPart, seed });
isDone = true;
const seconds = (performance.now() - started) / 1_000;
const checks = judge(soaked);
console.log(booksTable(soaked.books));
console.log(checksTable(checks));
console.log(`${soaked.stats.lostWorkers} workers were lost in ${seconds.toFixed(1)} s`);

const { problems, silent, books } = soaked;
const examples = [...books.values()].flatMap((book) => book.examples);
for (const text of [...examples, ...problems, ...silent.strangers].slice(0, EXAMPLES)) console.error(text);
if (checks.some(({ ok }) => !ok)) process.exitCode = 1;
