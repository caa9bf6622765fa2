/**
 * How this process ends.
 *
 * <p>Read {@link dev.rondo.process.Endings}, then {@link dev.rondo.process.FullHeap}.
 *
 * <p>Guarantees: what is to be done at the end is done once, however the process ends short of
 * being killed; a process that is stopped ends by its signal. Loads nothing heavy: the command line
 * starts with it.
 */
package dev.rondo.process;
