package dev.rondo.run;

/**
 * The longest prompts of a run, in tokens: measured of its problems before it begins, or a guess.
 *
 * @param trained of the problems that rounds draw from, 1 and above
 * @param sampled of all that are asked, those of evaluations too; at least {@code trained}
 */
public record LongestPrompts(int trained, int sampled) {}
