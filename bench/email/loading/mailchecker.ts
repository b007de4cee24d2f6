import mailchecker from "mailchecker";

/** It is asked about whole addresses, and looks at their syntax as well. */
export const holds = (domain: string): boolean => !mailchecker.isValid(`someone@${domain}`);
