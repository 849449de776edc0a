#!/usr/bin/env node
/** The command `parent-watchdog`. Nothing else imports what is in `commands/`. */
import { runCommandLine } from './commands/command-line.js';

void runCommandLine(process.argv);
