/**
 * Stands beside the endpoints in what the local Lambda tells of a function, with the name servers there, divided by commas. The
 * doctor asks them instead of the machine's; no function reads it.
 */
export const DOCTOR_DNS_SERVERS = "DOCTOR_DNS_SERVERS";
