const MAJORS = [20, 22, 24, 26];

exports.nodes = MAJORS.map((major) => ({
  major,
  get path() {
    return isThis(major) ? process.execPath : fromPackage(major, 'bin/node');
  },
  get version() {
    return isThis(major) ? process.versions.node : require(fromPackage(major, 'package.json')).version;
  },
}));

// The one that runs this will do for its own version; it is on every platform.
function isThis(major) {
  return process.versions.node.startsWith(`${major}.`);
}

function fromPackage(major, file) {
  const name = `node-${major}-${process.arch}`;
  try {
    return require.resolve(`./binaries/node_modules/${name}/${file}`);
  } catch {
    throw new Error(
      `Expected ${name} to be installed: run "npx nx run @threadspan/nodes:fetch", on Linux on x64 or arm64`,
    );
  }
}
