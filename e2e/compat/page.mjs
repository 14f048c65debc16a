import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = new URL('../../docs/supported.md', import.meta.url);
const MATRIX = /(?<=<!-- matrix -->\n).*?(?=<!-- end -->)/s;

/** The matrix in docs/supported.md. */
export function matrixOfPage() {
  const [matrix] = MATRIX.exec(readFileSync(PAGE, 'utf8')) ?? [];
  if (matrix === undefined)
    throw new Error('Expected docs/supported.md to have <!-- matrix --> and <!-- end -->');
  return matrix.trim();
}

export function writePage(matrix) {
  writeFileSync(
    PAGE,
    readFileSync(PAGE, 'utf8').replace(MATRIX, () => `\n${matrix}\n\n`),
  );
}
