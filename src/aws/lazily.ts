/** Every method of `T` takes whatever it takes and returns a promise. */
type Asynchronous<T> = { readonly [K in keyof T]: (...values: never[]) => Promise<unknown> };

/**
 * A part that is loaded with its first call: what is refused before must not pay for the AWS SDK.
 * @param methods all of them, by name.
 */
export function lazily<T extends Asynchronous<T>>(
  methods: Readonly<Record<keyof T, true>>,
  load: () => Promise<T>,
): T {
  let loading: Promise<T> | undefined;
  const callLater =
    (name: keyof T) =>
    async (...values: never[]) => {
      loading ??= load();
      return (await loading)[name](...values);
    };
  const names = Object.keys(methods) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, callLater(name)])) as T;
}
