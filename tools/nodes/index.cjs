const MAJORS = [20, 22, 24, 26];

exports.nodes = MAJORS.map((major) => ({ major, path: binary(major) }));

// The one that runs this will do for its own version; it is on every platform.
function binary(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${major}-${process.arch}`;
  try {
    return require.resolve(`${name}/bin/node`);
  } catch {
    throw new Error(
      `Expected ${name} to be installed, which there is for Linux on x64 and arm64 only; run npm install there`,
    );
  }
}
