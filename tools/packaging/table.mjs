import Table from 'cli-table3';
import { kilobytes } from './sizes.mjs';

/** Packed and checked packages as a table. */
export function packagesTable(packages) {
  const table = new Table({
    head: ['Package', 'Files', 'Packed', 'Unpacked', 'Dependencies', 'publint', 'attw'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, files, size, unpackedSize, manifest, publint, attw } of packages) {
    table.push([
      name,
      files.length,
      kilobytes(size),
      kilobytes(unpackedSize),
      dependencies(manifest).join('\n'),
      verdict(publint),
      verdict(attw),
    ]);
  }
  return table.toString();
}

function dependencies({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }) {
  const peer = (name) => (peerDependenciesMeta[name]?.optional ? 'optional peer' : 'peer');
  return [
    ...Object.entries(dependencies).map(([name, range]) => `${name} ${range}`),
    ...Object.entries(peerDependencies).map(([name, range]) => `${name} ${range} (${peer(name)})`),
  ];
}

function verdict(messages) {
  return messages.length === 0 ? 'ok' : `${messages.length} to see`;
}
