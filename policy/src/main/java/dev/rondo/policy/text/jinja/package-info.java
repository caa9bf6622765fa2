/**
 * Chat templates: the part of Jinja2 that they use, rendered as Transformers renders it (an
 * immutable sandbox with {@code trim_blocks}, {@code lstrip_blocks}, loop controls, its {@code
 * tojson}, {@code raise_exception} and the generation block).
 *
 * <p>Read {@link dev.rondo.policy.text.jinja.Template} first. {@code Lexer} cuts the text, {@code
 * Parser} and {@code ExpressionParser} make {@code Statement}s and {@code Expression}s of it,
 * {@code Scopes} works out which variable a name means, {@code Interpreter} and {@code Evaluator}
 * carry it out. {@code Values} are the only things that a template can get hold of; {@code
 * Attributes}, {@code StringMethods}, {@code Filters}, {@code Tests} and {@code Globals} are all
 * that it can do with them.
 *
 * <p>Guarantees: a template renders exactly what Jinja2 3.1 renders, or is refused by a {@link
 * dev.rondo.policy.text.jinja.TemplateException} that says why in one line: what is not supported,
 * or not certain, is never guessed. No file, class, clock or chance is within reach. Steps, sizes
 * and depths are bounded, whatever the template does.
 */
package dev.rondo.policy.text.jinja;
