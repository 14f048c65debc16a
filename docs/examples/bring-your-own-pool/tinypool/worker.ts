import { ParallelContext, processFileWithContext } from '@threadspan/context';
import { analyzeFile } from '../analyze-file.js';
import type { FileReport, FileTask } from '../analyze-file.js';

export default function analyze({ path, carrier }: FileTask): Promise<FileReport> {
  return processFileWithContext(path, ParallelContext.fromCarrier(carrier), () => analyzeFile(path));
}
