/*
 * How long a new process takes from before the import of a list to its first answer: `node load.mjs MODULE DOMAIN`.
 */
const [module, domain] = process.argv.slice(2);
const startedMs = performance.now();
const { holds } = await import(module);
const held = holds(domain);
const tookMs = performance.now() - startedMs;
process.stdout.write(JSON.stringify({ tookMs, held }));
