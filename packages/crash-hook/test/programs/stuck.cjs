// What a worker does that never comes to an end.
const { ProcessFile } = require('@threadspan/decorators');

class Stuck {
  work() {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}

const method = Object.getOwnPropertyDescriptor(Stuck.prototype, 'work');
Object.defineProperty(Stuck.prototype, 'work', ProcessFile()(Stuck.prototype, 'work', method) ?? method);

exports.Stuck = Stuck;
