/** The header by which `postern doctor` says that a request is its own. */
export const PROBE_HEADER = "x-postern-probe";
export const DOCTOR = "doctor";

/**
 * Whether a request says that it comes from the doctor. Anybody can say so: it labels the decision, and changes nothing of how
 * the request is judged and counted.
 */
export const isProbe = (headers: Readonly<Record<string, string>>) => headers[PROBE_HEADER] === DOCTOR;
