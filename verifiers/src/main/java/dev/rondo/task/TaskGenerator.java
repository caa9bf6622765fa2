package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.List;

/** A finite set of problems in an order that a seed decides. Immutable and thread-safe. */
public interface TaskGenerator {

  /** The {@code source} of its problems: name and settings, such as {@code last-digit-3}. */
  String source();

  /** Name of the verifier of its problems. */
  String verifier();

  /** How many different problems there are. */
  long problemCount();

  /**
   * One problem with its worked solution.
   *
   * @param seed decides the order
   * @param index position in that order, 0 .. problemCount-1; different indices give different
   *     prompts
   */
  Problem problem(long seed, long index);

  /**
   * Every text piece that prompts and solutions are made of, each meant to be one token, in a fixed
   * order. Where several match, the longest is meant.
   */
  List<String> alphabet();

  /** Length of the longest prompt in pieces of the alphabet. */
  int longestPromptTokens();

  /** Length of the longest worked solution in pieces of the alphabet, without a stop token. */
  int longestSolutionTokens();

  /**
   * Whether a response is a well-formed attempt, right or wrong: a readable chain of worked steps
   * and then one boxed answer, nothing else.
   */
  boolean isWellFormed(String responseText);
}
