/**
 * The equality of mathematical answers: read, bring to a normal form, compare.
 *
 * <p>Read in this order: {@link dev.rondo.verify.math.MathVerifier}, {@code Answers} (text to tree
 * and back), {@code Lexer}, {@code AnswerParser} (lists, relations, units), {@code
 * ExpressionParser}, {@code Expression}, {@code AnswerComparison} (containers), {@code
 * LeafComparison} (tree, modulo a prime, 60 digits), {@code RealSet}, {@code ModularEvaluator},
 * {@code NumericEvaluator}, {@code Complex}, {@code HighPrecision}, {@code Budget}.
 *
 * <p>Guarantees: no clock, no chance, no threads: the same two texts have the same verdict
 * everywhere; cost is bounded by the steps of a {@code Budget} and by limits that are checked
 * before any arithmetic; nothing throws to the caller.
 */
package dev.rondo.verify.math;
