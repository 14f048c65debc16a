// Bundles each module of the program into a file of its own. Argument: further entry points, as JSON.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';

const modules = readdirSync('src').map((file) => [basename(file, '.ts'), `src/${file}`]);

await build({
  entryPoints: { ...Object.fromEntries(modules), ...JSON.parse(process.argv[2]) },
  bundle: true,
  keepNames: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  external: ['@threadspan/tracing', '@opentelemetry/*'],
  banner: {
    js: `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const { filename: __filename, dirname: __dirname } = import.meta;`,
  },
});
