import { readFile } from 'node:fs/promises';
import { trace } from '@opentelemetry/api';
import { ProcessFile } from '@threadspan/decorators';

const tracer = trace.getTracer('line-counter');

export class LineCounter {
  @ProcessFile()
  async count(path: string): Promise<number> {
    const text = await readFile(path, 'utf8');
    return tracer.startActiveSpan('split', (span) => {
      span.end();
      return text.split('\n').length;
    });
  }
}
