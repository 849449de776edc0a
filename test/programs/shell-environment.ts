/** The environment of a shell, and of a child that a shell starts. */
import { exec } from 'node:child_process';
import './observe.js';

const names = `process.stdout.write(Object.keys(process.env).sort().join('=\\n') + '=\\n')`;
exec(`env | sort; "${process.execPath}" -e "${names}"`, (error, stdout, stderr) => {
	process.stdout.write(`${error} ${stderr}\n${stdout}`);
});
