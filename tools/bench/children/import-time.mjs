// Prints how many milliseconds it takes to import a package: node import-time.mjs NAME
const [name] = process.argv.slice(2);
const start = performance.now();
await import(name);
console.log(performance.now() - start);
