/**
 * From a problem's text to the token ids that a model sees, and back.
 *
 * <p>Read {@link dev.rondo.policy.text.Tokenizer} (what it does), {@link
 * dev.rondo.policy.text.PromptFormat} (how a problem becomes a prompt), {@link
 * dev.rondo.policy.text.FileTokenizer} (the tokenizer of a policy directory), {@code ChatTemplate}
 * (the model's own frame of a question), {@code TurnEnd} (where it ends an answer) and {@link
 * dev.rondo.policy.text.CharacterVocabulary} (a vocabulary for policies that are trained from
 * scratch).
 *
 * <p>Guarantees: the same files give the same token ids, today and tomorrow; the digest of a
 * tokenizer names everything that decides them; what cannot be rendered as Transformers renders it
 * is refused.
 */
package dev.rondo.policy.text;
