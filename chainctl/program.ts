// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError } from '@commander-js/extra-typings';
import { Failure } from '../core/errors.ts';
import { type App, appIn, type World } from './app.ts';
import { Ended } from './ended.ts';
import { exitOf, exits } from './exit.ts';
import { type Noun, nouns, plain } from './nouns.ts';
import type { GlobalFlags } from './settings.ts';
import { say, tell } from './terminal/terminal.ts';

/**
 * Runs one command line (without the program's own name) and answers with the exit code.
 * Only the nouns that the line names are loaded.
 */
export async function run(argv: string[], world: World): Promise<number> {
  const named = ({ name, aliases }: Noun) => [name, ...aliases].some((word) => argv.includes(word));
  const { program, app } = programIn(world);
  try {
    await fill(program, app, world, named);
    if (argv[0] === '__complete') return await complete(program, app, argv.slice(1));
    if (argv.some((word) => ['help', '--help', '-h'].includes(word))) await explained(program);
    await program.parseAsync(argv, { from: 'user' });
    for (const tell of app.atEnd) tell();
    return exits.done;
  } catch (error) {
    if (error instanceof Ended) return error.code;
    if (error instanceof CommanderError) return error.exitCode === 0 ? exits.done : exits.usage;
    const failure = error instanceof Failure ? error : defect(error);
    const { complain } = await import('./terminal/complain.ts');
    complain(world.terminal, failure);
    if (app.flags().verbose && failure.cause instanceof Error) {
      say(world.terminal, `${failure.cause.name}: ${failure.cause.message}`);
    }
    return exitOf[failure.code];
  }
}

/** The whole command line with everything below it, for whoever describes it. */
export async function wholeProgram(world: World): Promise<Command> {
  const { program, app } = programIn(world);
  await fill(program, app, world, () => true);
  return program;
}

function programIn(world: World): { program: Command; app: App } {
  const program = plain(root());
  return { program, app: appIn(world, () => program.opts() as GlobalFlags) };
}

/** Puts the nouns into the program, with what stands below those that are wanted. */
async function fill(
  program: Command,
  app: App,
  world: World,
  wanted: (noun: Noun) => boolean,
): Promise<void> {
  for (const noun of nouns) {
    const { name, aliases, summary, load } = noun;
    const command = wanted(noun) ? await load(app) : new Command(name).description(summary);
    program.addCommand(aliases.length === 0 ? command : command.aliases(aliases));
  }
  everywhere(program, (command) => settle(command, world));
}

async function explained(program: Command): Promise<void> {
  const { explain } = await import('./help.ts');
  everywhere(program, explain);
}

/** Answers a shell that asks how a command line can go on. */
async function complete(program: Command, app: App, words: string[]): Promise<number> {
  const { completions } = await import('./completion.ts');
  const found = await completions(program, words, async (what) => {
    const { nameable } = await import('./resolve/nameable.ts');
    program.parseOptions(words.slice(0, -2));
    return nameable(app, what);
  });
  tell(app.terminal, found.map(({ word, description }) => `${word}\t${description}`).join('\n'));
  return exits.done;
}

/** What nobody foresaw: it is ours, whatever it is. */
const defect = (cause: unknown): Failure =>
  new Failure('INTERNAL', 'chainctl itself failed; --verbose says more', { cause });

const root = () =>
  new Command('chainctl')
    .description('Chainguard Control: which container images may run, in all your clusters')
    .option('--api <url>', 'the URL of the API')
    .option('--audience <name>', 'the audience of tokens')
    .option('--config <file>', 'the file of settings (or $CHAINCTL_CONFIG)')
    .option('--console <url>', 'the URL of the console')
    .option('--issuer <url>', 'the URL that logs people in')
    .option('-o, --output <form>', 'table, wide, json, yaml, id, tree or url')
    .option('-v, --verbose', 'say which calls are made');

/** The columns of help texts: as wide as the narrowest terminal in use, the same in a pipe. */
const helpWidth = 80;

/** A command ends by throwing, and writes where it is told to. */
function settle(command: Command, { terminal }: World): void {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(chainctl help shows what there is)')
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text),
      getOutHelpWidth: () => helpWidth,
      getErrHelpWidth: () => helpWidth,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
}

function everywhere(command: Command, act: (command: Command) => void): void {
  act(command);
  for (const child of command.commands) everywhere(plain(child), act);
}
