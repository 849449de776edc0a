import type { Exception } from './inspect.js';

/** See README.md: what they are, why they are here, and when they are started. */
export const EXCEPTIONS: readonly Exception[] = [
	{
		file: 'node_modules/ps-list/vendor/fastlist-0.3.0-x64.exe',
		sha256: 'd1a71f9ac1728082c1b276392725c3e010b98714888579b99152e401abedbf11',
	},
	{
		file: 'node_modules/ps-list/vendor/fastlist-0.3.0-x86.exe',
		sha256: '017411f3b0b5c0402cc3b2cb87c32c6fc71abd82e5b17ea6108990096c75a65d',
	},
];
