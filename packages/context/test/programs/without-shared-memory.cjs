// Runs where nobody can share memory, as some hardened programs arrange it.
delete globalThis.SharedArrayBuffer;
const context = require('@threadspan/context');
const { captureProgress } = require('@threadspan/context/ports');

context.setProgress(1, 4);
context.incrementProcessed();
context.incrementFailed();
let refusal;
try {
  context.shareProgress();
} catch (error) {
  refusal = error.message;
}
const counted = Date.now();
while (Date.now() === counted);
console.log(JSON.stringify({ progress: context.getProgress(), crash: captureProgress(), refusal }));
