// Gets a copy of the shared progress, which shares nothing, and says what it is told about it.
const { joinProgress } = require('@threadspan/context');

process.once('message', (shared) => {
  try {
    joinProgress(shared);
    process.send('joined');
  } catch (error) {
    process.send({ name: error.name, message: error.message });
  }
  process.disconnect();
});
