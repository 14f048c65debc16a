import { run } from '../src/lost-item.js';
import { record, surroundings } from './record.js';

it('lost-item', async () => record('lost-item', await run(surroundings)));
