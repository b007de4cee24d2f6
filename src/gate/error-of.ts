/**
 * What broke, as a value, for what is done when the outcome stands already: for the log, and no reason to decide otherwise.
 * Undefined when nothing did.
 */
export async function errorOf(doing: Promise<unknown> | undefined): Promise<unknown> {
  try {
    await doing;
    return undefined;
  } catch (error) {
    return error;
  }
}
