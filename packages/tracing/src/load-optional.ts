import { createRequire } from 'node:module';
import { join } from 'node:path';
import { diag } from '@opentelemetry/api';

/** A package that only some programs need: seen from here, or from the program's own folder. */
export function loadOptional<T>(name: string, wantedBy: string): T | undefined {
  for (const base of [__filename, join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(base)(name) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  diag.error(`threadspan: ${wantedBy} needs ${name}, which is not installed; run npm install ${name}`);
  return undefined;
}
