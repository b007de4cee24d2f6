import { COMMON_OPTIONS, type Command, command, done, type Group, isGroup, misused } from "./command.ts";

/** What may follow a line of words: names of commands, or options. */
type Words = readonly (readonly [after: string, names: readonly string[]])[];

const SHELLS: Readonly<Record<string, (words: Words) => string>> = { bash, zsh, fish };

/** @param root tells all commands that there are, this one among them. */
export const completion = (root: () => Group): Command =>
  command({
    about: "Print what has a shell complete the names of commands and options: bash, zsh or fish.",
    operands: ["shell"],
    options: {},
    examples: ["completion bash", "completion zsh", "completion fish"],
    run: async ({ shell }) => {
      const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
      if (script === undefined) {
        const known = Object.keys(SHELLS).join(", ");
        return misused(`There is no completion for "${shell}".`, `Choose one of ${known}.`);
      }
      const text = script(wordsOf(root()));
      return done({ shell, script: text }, text);
    },
  });

/** For every command and group, what may stand behind it. */
function wordsOf(entry: Command | Group, path: readonly string[] = []): Words {
  const after = path.join(" ");
  if (!isGroup(entry)) {
    const options = Object.keys({ ...entry.options, ...COMMON_OPTIONS });
    return [[after, options.map((name) => `--${name}`)]];
  }
  const names = Object.keys(entry.commands);
  const more = path.length === 0 ? ["--help", "--version"] : ["--help"];
  const below = Object.entries(entry.commands).flatMap(([name, each]) => wordsOf(each, [...path, name]));
  return [[after, [...names, "help", ...more]], ...below];
}

const cases = (words: Words) =>
  words.map(([after, names]) => `    "${after}") names="${names.join(" ")}" ;;`).join("\n");

/** The longest line of names that is a command or a group: what a person typed before, without options and operands. */
const findPath = (words: Words, typed: string) => `  local path="" names="" word next
  for word in ${typed}; do
    next="\${path:+$path }$word"
    case "$next" in
      ${words.flatMap(([after]) => (after === "" ? [] : [`"${after}"`])).join("|")}) path="$next" ;;
    esac
  done
  case "$path" in
${cases(words)}
  esac`;

function bash(words: Words): string {
  return `# To load it: source <(postern completion bash)
_postern() {
${findPath(words, `"\${COMP_WORDS[@]:1:COMP_CWORD-1}"`)}
  COMPREPLY=($(compgen -W "$names" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _postern postern`;
}

function zsh(words: Words): string {
  return `#compdef postern
# To load it: source <(postern completion zsh), after compinit
_postern() {
${findPath(words, `"\${(@)words[2,CURRENT-1]}"`)}
  compadd -- \${=names}
}
compdef _postern postern`;
}

function fish(words: Words): string {
  const lines = words.map(
    ([after, names]) => `complete -c postern -f -n '__postern_at "${after}"' -a '${names.join(" ")}'`,
  );
  const paths = words.flatMap(([after]) => (after === "" ? [] : [`"${after}"`])).join(" ");
  return `# To load it: postern completion fish | source
function __postern_at
  set -l path ""
  for word in (commandline -opc)[2..-1]
    set -l next (string trim -- "$path $word")
    contains -- "$next" ${paths}; and set path "$next"
  end
  test "$path" = "$argv[1]"
end
${lines.join("\n")}`;
}
