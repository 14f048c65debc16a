// The program, for the cases in the folder `page`.
import { performancePage } from '../page/main.mjs';

await performancePage(process.argv.slice(2), new URL('page/', import.meta.url).href);
