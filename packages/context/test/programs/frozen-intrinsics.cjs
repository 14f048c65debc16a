// Runs with --frozen-intrinsics, which turns `constructor` into an accessor on all built-in classes.
const { registerErrorClass, packError, unpackError } = require('@threadspan/context');

class OwnError extends Error {}
registerErrorClass(OwnError);

const home = (error) => unpackError(structuredClone(packError(error)));
const own = home(new OwnError('x', { cause: new TypeError('inner') }));
console.log(JSON.stringify([own instanceof OwnError, own.cause instanceof TypeError]));
