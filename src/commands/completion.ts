/** `completion`: a script for a shell, made from the commands and options that there are. */
import { Argument, type Command } from 'commander';

export function addCompletionCommand(program: Command): void {
	program
		.command('completion')
		.description('print a script that completes commands and options in a shell')
		.addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(scripts)))
		.action((shell: keyof typeof scripts) => console.log(scripts[shell](listWords(program))));
}

/** By command; the program's own under the empty name. */
type Words = Map<string, { word: string; what: string }[]>;

const scripts = {
	bash: (words: Words) => `# eval "$(parent-watchdog completion bash)"
_parent_watchdog() {
	local word="\${COMP_WORDS[COMP_CWORD]}" words
	case "\${COMP_CWORD} \${COMP_WORDS[1]}" in
${cases(words, (list) => `words='${list.map(({ word }) => word).join(' ')}'`)}
	*) return ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o default -F _parent_watchdog parent-watchdog`,

	zsh: (words: Words) => `#compdef parent-watchdog
# eval "$(parent-watchdog completion zsh)"
_parent_watchdog() {
	local -a words_of
	case "$((CURRENT - 1)) \${words[2]}" in
${cases(words, (list) => `words_of=(${list.map(({ word, what }) => quote(`${word}:${what}`)).join(' ')})`)}
	*) _files; return ;;
	esac
	_describe 'parent-watchdog' words_of || _files
}
compdef _parent_watchdog parent-watchdog`,

	fish: (words: Words) =>
		[
			'# parent-watchdog completion fish | source',
			...[...words].flatMap(([command, list]) =>
				list.map(({ word, what }) => {
					const when = command ? `__fish_seen_subcommand_from ${command}` : '__fish_use_subcommand';
					const given = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
					return `complete -c parent-watchdog -n '${when}' ${given} -d ${quote(what)}`;
				}),
			),
		].join('\n'),
};

/** One branch of `case` for the first word, and one for each command. */
function cases(words: Words, assign: (list: { word: string; what: string }[]) => string): string {
	return [...words]
		.map(([command, list]) => `\t${command ? `*\\ ${command}` : '1\\ *'}) ${assign(list)} ;;`)
		.join('\n');
}

function listWords(program: Command): Words {
	const commands = program.createHelp().visibleCommands(program);
	const words: Words = new Map([
		[
			'',
			[
				...commands.map((command) => ({ word: command.name(), what: command.description() })),
				...listOptions(program),
			],
		],
	]);
	for (const command of commands) words.set(command.name(), listOptions(command));
	return words;
}

function listOptions(command: Command): { word: string; what: string }[] {
	return command
		.createHelp()
		.visibleOptions(command)
		.flatMap(({ long, description }) => (long ? [{ word: long, what: description }] : []));
}

function quote(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
