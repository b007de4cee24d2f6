import { describe, expect, it } from "vitest";
import { createLog, LOG_LEVELS, type LogLevel } from "../../src/telemetry/log.ts";

function written(minimum: LogLevel) {
  const lines: string[] = [];
  const log = createLog((line) => void lines.push(line), minimum);
  log.debug("a");
  log.info("b", { count: 1 });
  log.warn("c");
  log.error("d");
  return lines.map((line) => JSON.parse(line));
}

describe("createLog", () => {
  it.each(LOG_LEVELS.map((level, i) => [level, i] as const))(
    "writes nothing below %s",
    (minimum, skipped) => {
      expect(written(minimum).map(({ level }) => level)).toEqual(
        LOG_LEVELS.slice(skipped, -1).map((level) => level.toUpperCase()),
      );
    },
  );

  it("writes one JSON line each, whatever is in it", () => {
    const lines: string[] = [];
    createLog((line) => void lines.push(line), "info").error('a\n{"level":"INFO"}', {
      "b\u2028": "\u001b[31m",
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(String(lines[0]))).toMatchObject({ level: "ERROR", message: 'a\n{"level":"INFO"}' });
  });
});
