// Runs where nobody can share memory, as some hardened programs arrange it.
delete globalThis.SharedArrayBuffer;
const context = require('@threadspan/context');

context.setProgress(1, 4);
context.incrementProcessed();
context.incrementFailed();
let refusal;
try {
  context.shareProgress();
} catch (error) {
  refusal = error.message;
}
console.log(JSON.stringify({ progress: context.getProgress(), refusal }));
