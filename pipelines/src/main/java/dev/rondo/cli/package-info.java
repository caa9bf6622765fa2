/**
 * The {@code rondo} command line: one class per command, none of which does more than parse, call
 * and print.
 *
 * <p>Reading order: {@link dev.rondo.cli.Main}, then any command, then {@code Failures} (how a
 * failure becomes one line) and {@code TerminalProgress}.
 *
 * <p>Guarantees: exit code 0 done, 1 failed with a one-line reason, 2 wrong usage; results go to
 * standard output, progress and complaints to standard error; no command prints a stack trace; a
 * refused command has written nothing; {@code --help} loads neither Beam nor DJL nor a logger.
 */
package dev.rondo.cli;
