import { compilers, sources } from './compilers';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
it.each(compilers)('$tool $dialect', ({ compile, tool, dialect }) => {
  const dir = join(__dirname, '../dist', `${tool}-${dialect}`.replace(/ /g, '-'));
  mkdirSync(dir, { recursive: true });
  for (const { name, file, text } of sources(dialect)) writeFileSync(join(dir, `${name}.js`), compile(text, file));
});
