import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Compares with test/golden/<name>.<extension>. UPDATE_GOLDEN=1 writes the files; read the diff before keeping it. */
export function expectGolden(name: string, text: string, extension = 'txt'): void {
  const path = join(__dirname, 'golden', `${name}.${extension}`);
  if (process.env['UPDATE_GOLDEN']) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, 'utf8'));
}
