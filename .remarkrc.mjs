import { readFileSync } from 'node:fs';
import validateLinks from 'remark-validate-links';

const { repository } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

// Links to files and headings, by relative paths and by their addresses at the repository's host, lead somewhere.
export default { plugins: [[validateLinks, { repository: repository.url, root: '.' }]] };
