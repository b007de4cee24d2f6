import { DAY_MS } from "../limits/day.ts";
import { misused } from "./command.ts";

const UNITS_MS = { m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS } as const;

/** A length of time such as `90d`, `24h`, `30m` or `2w`, in milliseconds. Undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const { count, unit } = /^(?<count>\d{1,4})(?<unit>[mhdw])$/.exec(text)?.groups ?? {};
  return count === undefined ? undefined : Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
}

export const noDuration = (option: string, text: string) =>
  misused(`"${text}" is no length of time.`, `Write, for example, --${option} 90d, or 24h, or 30m.`);

/** A moment for people, in UTC to the minute: `2026-11-22 13:05 UTC`. */
export const momentText = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** A moment for programs, in ISO 8601; `null` for none. */
export const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());

/** A length of time for people, rounded down to its largest unit: `3d`, `5h`, `12m`. */
export function durationText(ms: number): string {
  const unit = (["d", "h"] as const).find((each) => ms >= UNITS_MS[each]) ?? "m";
  return `${Math.max(0, Math.floor(ms / UNITS_MS[unit]))}${unit}`;
}
