import { run } from '../src/tracing.js';
import { record, surroundings } from './record.js';

it('tracing', async () => record('tracing', await run(surroundings)));
