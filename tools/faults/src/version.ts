import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/** The version of an installed package, whether or not it exports its manifest. */
export function versionOf(name: string): string {
  const [folder] = resolve(name).split(`/node_modules/${name}/`);
  const manifest = readFileSync(`${folder}/node_modules/${name}/package.json`, 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
