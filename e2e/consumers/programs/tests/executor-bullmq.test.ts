import { run } from '../src/executor-bullmq.js';
import { record, surroundings } from './record.js';

it('executor-bullmq', async () => record('executor-bullmq', await run(surroundings)));
