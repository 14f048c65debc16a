// Ends with exit code 1 unless the tag that is given, as in `v1.2.3`, names the version of all packages.
import { publishedPackages } from './pack.mjs';

const [tag] = process.argv.slice(2);
for (const { manifest } of publishedPackages()) {
  if (tag === `v${manifest.version}`) continue;
  console.error(`Expected the tag v${manifest.version}, the version of ${manifest.name}, got ${tag}`);
  process.exitCode = 1;
}
