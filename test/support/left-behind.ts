/** What files of one process share, and may change while they run. */
const shared = (): Readonly<Record<string, unknown>> => ({
  "AbortSignal.timeout": AbortSignal.timeout,
  Date,
  fetch,
  setTimeout,
  ...Object.fromEntries(Object.entries(console).map(([name, value]) => [`console.${name}`, value])),
  "the folder of the process": process.cwd(),
  ...Object.fromEntries(Object.entries(process.env).map(([name, value]) => [`process.env.${name}`, value])),
});

/** Looks at it now. What it returns says later, by name, what is not as it was. */
export function leftBehind(): () => readonly string[] {
  const before = shared();
  return () => {
    const after = shared();
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].filter((name) => before[name] !== after[name]);
  };
}
