/** Every name that a finding can have. They stay the same from version to version, for `--accept` and for programs. */
export const CHECKS = [
  ...["deployed", "function", "settings"],
  ...["agreement", "queue-consumer", "queued-texts", "mail-table", "mail-ceiling", "text-table"],
  ...["text-ceiling", "country-ceilings", "mail-events"],
  ...["controls", "hold", "deduplication", "bounce-limit", "complaint-limit"],
  ...["mail-spend-limit", "text-spend-limit"],
  ...["ses-account", "ses-sandbox", "ses-sending", "ses-quota", "to-verified", "to-suppressed"],
  ...["from-verified", "dkim", "dmarc"],
  ...["clicksend-secret", "clicksend-account"],
  ...["sns-sandbox", "sns-spend-limit"],
  ...["numbering-plans"],
  ...["queue", "dead-letters"],
  ...["paused", "bounces"],
  "held",
  ...["table", "ttl"],
  ...["api", "origin", "form"],
  ...["usage-plan", "api-keys", "key-plans"],
  ...["alerts", "bundle"],
] as const;

export type Check = (typeof CHECKS)[number];
