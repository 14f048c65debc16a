import { ParallelContext, processFileWithContext } from '@threadspan/context';
import workerpool from 'workerpool';
import { analyzeFile } from '../analyze-file.js';
import type { FileReport, FileTask } from '../analyze-file.js';

function analyze({ path, carrier }: FileTask): Promise<FileReport> {
  return processFileWithContext(path, ParallelContext.fromCarrier(carrier), () => analyzeFile(path));
}

workerpool.worker({ analyze });
