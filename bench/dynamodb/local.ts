/** What the SDK wants to hear before it talks to a DynamoDB on this machine. */
export const LOCAL = {
  region: "eu-north-1",
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
} as const;
