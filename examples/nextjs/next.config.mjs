/** Postern reads its list of throw-away domains from a file beside its code, where a bundle would not find it. */
export default { serverExternalPackages: ["postern"] };
