// For piscina and tinypool, which call what a module exports.
export { work as default } from '../faulty-work.js';
