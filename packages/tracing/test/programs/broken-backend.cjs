// Disposes of tracing, as the end of a block does, where nothing can be exported.
const { initTracing } = require('@threadspan/tracing');

const processor = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: () => Promise.reject(new Error('no backend')),
  shutdown: () => Promise.resolve(),
};

async function block() {
  const tracing = initTracing({ spanProcessors: [processor] });
  try {
    throw new Error("the program's own");
  } finally {
    await tracing[Symbol.asyncDispose]();
  }
}

block().catch((error) => console.log(error.message));
