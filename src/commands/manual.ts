/** `manual`: the man page, made from what the help is made of. */
import type { Command } from 'commander';
import { examplesOf } from './common/examples.js';

export function addManualCommand(program: Command): void {
	program
		.command('manual')
		.description('print the manual as a man page: parent-watchdog manual | man -l -')
		.action(() => console.log(formatManual(program)));
}

export function formatManual(program: Command): string {
	const commands = program.createHelp().visibleCommands(program);
	return [
		`.TH PARENT-WATCHDOG 1 "" "parent-watchdog ${program.version()}" "User Commands"`,
		'.SH NAME',
		`parent-watchdog \\- ${escapeRoff(program.description())}`,
		'.SH SYNOPSIS',
		'.B parent-watchdog',
		'.I command',
		'[options]',
		'.SH COMMANDS',
		...commands.flatMap(formatCommand),
	].join('\n');
}

function formatCommand(command: Command): string[] {
	const help = command.createHelp();
	const terms = [
		...help
			.visibleArguments(command)
			.map((argument) => [help.argumentTerm(argument), help.argumentDescription(argument)]),
		...help
			.visibleOptions(command)
			.map((option) => [help.optionTerm(option), help.optionDescription(option)]),
	];
	const examples = examplesOf(command);
	return [
		`.SS "${escapeRoff(`${command.name()} ${command.usage()}`)}"`,
		escapeRoff(command.description()),
		...terms.flatMap(([term = '', what = '']) => [
			'.TP',
			`.B ${escapeRoff(term)}`,
			escapeRoff(what),
		]),
		...examples.flatMap(({ what, line }) => [
			'.PP',
			escapeRoff(what),
			'.PP',
			'.nf',
			`.RS\n${escapeRoff(line)}\n.RE`,
			'.fi',
		]),
	];
}

/** A dash that is typed, a backslash, and a dot or quote that would begin a request. */
function escapeRoff(text: string): string {
	return text
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replaceAll(/^([.'])/gm, '\\&$1');
}
