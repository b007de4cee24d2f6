/** What a new deployment puts where your user name at ClickSend belongs (infra/secrets.ts). */
export const PLACEHOLDER = "put-yours-here";
