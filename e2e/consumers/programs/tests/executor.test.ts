import { run } from '../src/executor.js';
import { record, surroundings } from './record.js';

it('executor', async () => record('executor', await run(surroundings)));
