import { ThreadWorker } from 'poolifier';
import { work } from '../faulty-work.js';
import type { Task } from '../task.js';

export default new ThreadWorker<Task, unknown>(async (task) => work(task as Task));
