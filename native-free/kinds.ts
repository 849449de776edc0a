/** How native code is told from everything else: by a file's first bytes, by its name, by what it holds. */
export interface Kind {
	what: string;
	why: string;
}

const LOADED = 'a process could load it, and it runs on one kind of machine only';
const BUILT = 'npm compiles it when the package is installed';
const HIDDEN = 'it hides code that is neither source nor readable';

/** The first bytes, in hex: https://en.wikipedia.org/wiki/List_of_file_signatures */
const signatures: [string, string][] = [
	['7f454c46', 'an ELF file (Linux, BSD)'],
	['feedface', 'a Mach-O file (macOS, 32 bits, big-endian)'],
	['feedfacf', 'a Mach-O file (macOS, 64 bits, big-endian)'],
	['cefaedfe', 'a Mach-O file (macOS, 32 bits)'],
	['cffaedfe', 'a Mach-O file (macOS, 64 bits)'],
	['cafebabe', 'a fat Mach-O file (macOS) or a Java class'],
	['bebafeca', 'a fat Mach-O file (macOS, swapped)'],
	['cafebabf', 'a fat Mach-O file (macOS, 64 bits)'],
	['bfbafeca', 'a fat Mach-O file (macOS, 64 bits, swapped)'],
	['4d5a', 'a PE file (Windows)'],
	['213c617263683e0a', 'an archive of object files'],
	['0061736d', 'WebAssembly'],
	['4243c0de', 'LLVM bitcode'],
];

const names: [RegExp, string, string][] = [
	[/\.node$/i, 'named like a native add-on', LOADED],
	[/\.wasm$/i, 'named like WebAssembly', LOADED],
	[/\.(dll|dylib|so(\.\d+)*|exe|a|lib|o|obj)$/i, 'named like native code', LOADED],
	[/\.gypi?$/i, 'a build file of node-gyp', BUILT],
];

const contents: [RegExp, string, string][] = [
	// "\0asm" in base64.
	[/AGFzbQ/, 'WebAssembly in base64', HIDDEN],
	[/\bdlopen\b/, 'speaks of dlopen', 'that is how a process loads native code'],
];

const LONGEST_SIGNATURE = 8;

/** What is native about a file; most are nothing of the kind. */
export function kindsOf(name: string, bytes: Buffer): Kind[] {
	const head = bytes.toString('hex', 0, LONGEST_SIGNATURE);
	const signature = signatures.find(([magic]) => head.startsWith(magic));
	// By its content already; what its text says does not matter any more.
	if (signature) return [{ what: signature[1], why: LOADED }];
	const text = bytes.toString('latin1');
	return [
		...names.filter(([pattern]) => pattern.test(name)),
		...(/\.([cm]?js|json)$/.test(name) ? contents : []).filter(([pattern]) => pattern.test(text)),
	].map(([, what, why]) => ({ what, why }));
}

/** What makes npm run a program of the package when it is installed. */
export function installScriptsOf(packageJson: string): Kind[] {
	let manifest: { scripts?: Record<string, unknown>; gypfile?: unknown };
	try {
		manifest = JSON.parse(packageJson);
	} catch (error) {
		return [
			{ what: `not JSON (${(error as Error).message})`, why: 'nobody can tell what it runs' },
		];
	}
	const scripts = ['preinstall', 'install', 'postinstall'].filter(
		(name) => manifest?.scripts?.[name] !== undefined,
	);
	const found = scripts.map((name) => ({
		what: `has a script "${name}"`,
		why: 'npm runs it when the package is installed',
	}));
	if (manifest?.gypfile) found.push({ what: 'says "gypfile"', why: BUILT });
	return found;
}
