/**
 * The idea in one file: {@link dev.rondo.examples.MinimalRound} runs a whole round in memory. Read
 * it before anything else.
 */
package dev.rondo.examples;
