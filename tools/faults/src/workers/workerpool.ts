import workerpool from 'workerpool';
import { work } from '../faulty-work.js';

workerpool.worker({ work });
