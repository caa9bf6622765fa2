/**
 * The equality of mathematical answers: read, bring to a normal form, compare.
 *
 * <p>Read in this order: {@link dev.rondo.verify.math.MathVerifier}; {@code References} and {@code
 * StatedAnswer} (what is meant), {@code PlainMath} with {@code WordsAround}, {@code WordsAfter} and
 * {@code SpokenUnit} (sentences), {@code Answers} (text to tree; {@code Options}, {@code Times},
 * {@code Dates}, {@code Labels}); {@code Lexer} (with {@code Notation}, {@code UnicodeMath}, {@code
 * Compatibility}, {@code NumberReader}, {@code LetterReader}), {@code AnswerParser} (lists,
 * relations, units), {@code ExpressionParser} and the parsers it holds; {@code Expression} and the
 * nodes that it permits, {@code Function}, {@code Relation}, {@code Joint}, {@code NormalForm};
 * {@code WrittenForms} (what is compared as it is written: {@code Circled}, {@code Inverses},
 * {@code Chemistry}, {@code Congruences}), {@code AnswerComparison}, which hands on to a comparison
 * of each kind, {@code TruthValues}, {@code Ordinals} and {@code CountNouns} (orders, places and
 * counts), {@code NumberSets}, {@code Units} with {@code SiUnits} and {@code UnitTokens}, {@code
 * SetAlgebra}, {@code IntegerSets}, {@code Progressions}, {@code Curves}, {@code
 * PiecewiseComparison} (of what {@code CasesParser} reads), {@code Domain} and {@code
 * Contradictions} (what an answer says of its letters, and what cannot be true), {@code
 * LeafComparison} and {@code NumericComparison} (values), {@code Approximations} and {@code
 * Antiderivatives}, {@code RealSet}; {@code ExactEvaluator}, {@code ModularEvaluator}, {@code
 * NumericEvaluator}, {@code Complex}, {@code HighPrecision}; {@code Budget}.
 *
 * <p>Guarantees: no clock, no chance, no threads: the same two texts have the same verdict
 * everywhere; cost is bounded by the steps of a {@code Budget} and by limits that are checked
 * before any arithmetic; nothing throws to the caller.
 */
package dev.rondo.verify.math;
