/** Why the local system does not start: one sentence for the person who typed the command, with the remedy. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}
