const MAJORS = [20, 22, 24, 26];

exports.nodes = MAJORS.map((major) => ({
  major,
  get path() {
    return binary(major);
  },
}));

// The one that runs this will do for its own version; it is on every platform.
function binary(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${major}-${process.arch}`;
  try {
    return require.resolve(`./binaries/node_modules/${name}/bin/node`);
  } catch {
    throw new Error(
      `Expected ${name} to be installed: run "npx nx run @threadspan/nodes:fetch", on Linux on x64 or arm64`,
    );
  }
}
