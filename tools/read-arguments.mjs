/**
 * What `parse` makes of a command line. Where it throws, says why and how the command is used, sets the exit code to 2,
 * and returns `undefined`.
 */
export function readArguments(parse, usage) {
  try {
    return parse();
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}
