/** From the most to the least talkative. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Fields = Readonly<Record<string, unknown>>;

/** Structured events, one JSON line each. Fields hold nothing of a visitor; errors go through `loggedError`. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

export function createLog(writeLine: (line: string) => void, minimum: LogLevel): Log {
  const at =
    (level: LogLevel) =>
    (message: string, fields: Fields = {}) => {
      if (isLogged(level, minimum)) writeLine(JSON.stringify({ level: written(level), message, ...fields }));
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** As Lambda writes levels itself, so that one filter finds both. */
export const written = (level: LogLevel) => level.toUpperCase();

export const isLogged = (level: LogLevel, minimum: LogLevel) =>
  LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(minimum);
