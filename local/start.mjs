// Plain JavaScript: an old Node cannot read TypeScript, but it can read this and say so.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  await import("./main.ts");
} else {
  process.stderr.write(
    `Postern needs Node 22.18 or newer, and this is Node ${process.versions.node}: run "npm ci", then "npm start", which runs on the Node 24 that npm ci installs.\n`,
  );
  process.exitCode = 1;
}
