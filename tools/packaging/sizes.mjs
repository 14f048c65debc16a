import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('sizes.json', import.meta.url);

// The same files pack to sizes that differ by some tenths of a percent between releases of Node. Of what is beyond, 5 %
// lets through what a change of a few modules brings, and stops a test, a bundle or a picture that got in by mistake. In
// the smallest packages that much is one comment; there, 2 kB are let through.
const GROWTH = 1.05;
const ALWAYS_ALLOWED = 2_000;

/** The recorded sizes in bytes, by package. */
export function recordedSizes() {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** Records the sizes of packed packages. */
export function recordSizes(packed) {
  const sizes = packed.map(({ name, size, unpackedSize }) => [
    name,
    { packed: size, unpacked: unpackedSize },
  ]);
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(sizes), null, 2)}\n`);
}

/** Says which sizes of packed packages are over what is recorded, and what to do about it. */
export function oversizes(packed, recorded = recordedSizes()) {
  return packed.flatMap(({ name, size, unpackedSize }) => {
    const was = recorded[name];
    if (was === undefined) return [`${name}: no size is recorded; run npm run packages -- --record`];
    return [
      ...oversize(`${name}, packed`, size, was.packed),
      ...oversize(`${name}, unpacked`, unpackedSize, was.unpacked),
    ];
  });
}

function oversize(what, size, was) {
  const limit = Math.max(was * GROWTH, was + ALWAYS_ALLOWED);
  if (size <= limit) return [];
  return [
    `${what}: expected at most ${kilobytes(limit)} (${kilobytes(was)} are recorded), got ${kilobytes(size)}; ` +
      'if all of it belongs there, run npm run packages -- --record',
  ];
}

export function kilobytes(bytes) {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
