// The program, for the cases next to it.
import { bench } from '../frame/main.mjs';

await bench(process.argv.slice(2), new URL('cases/', import.meta.url).href);
