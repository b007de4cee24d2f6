/**
 * Numbers from 0 to less than 1, the same ones for the same seed and purpose (mulberry32). Each purpose has a row of its own, so
 * that what one part draws does not change what another gets.
 */
export function randomOf(seed: number, purpose: string): () => number {
  let state = [...purpose].reduce(
    (mixed, letter) => Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193),
    seed,
  );
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
