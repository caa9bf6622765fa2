package dev.rondo.verify;

import dev.rondo.schema.Outcome;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * Judges answers by equality of normalised texts. Normalised: compatible characters made one
 * (Unicode NFKC), lower case, white space collapsed, LaTeX text commands and Markdown emphasis
 * taken off, quotation marks and punctuation at both ends and a leading article left out.
 *
 * <p>Reasons: {@code equal} (CORRECT); {@code different}, {@code no-answer}, {@code
 * unreadable-answer} (the last box is not closed) (INCORRECT); {@code unreadable-reference}
 * (UNKNOWN).
 */
public final class StringVerifier implements Verifier {
  private static final String[] TEXT_COMMANDS = {
    "\\text{", "\\textbf{", "\\textit{", "\\mathrm{", "\\mbox{", "\\texttt{", "\\emph{", "\\mathbf{"
  };

  private static final String EDGE =
      " \t\r\n.,;:!?\"'`*_()[]{}$\u201c\u201d\u2018\u2019\u00ab\u00bb";

  @Override
  public String name() {
    return "string";
  }

  @Override
  public String version() {
    return "3";
  }

  @Override
  public Verdict verify(String answer, String responseText) {
    return verify(answer, responseText, Extraction.BOXED);
  }

  @Override
  public Verdict verify(String answer, String responseText, Extraction extraction) {
    return Verdict.of(() -> judged(answer, responseText, extraction));
  }

  private Verdict judged(String answer, String responseText, Extraction extraction) {
    if (checkReference(answer).isPresent()) {
      return new Verdict(Outcome.UNKNOWN, "unreadable-reference", null);
    }
    String reference = normalForm(answer);
    AnswerExtractor.Candidate candidate = AnswerExtractor.extract(responseText, extraction);
    if (candidate.problem() != null) {
      return new Verdict(Outcome.INCORRECT, candidate.problem(), null, null, reference, null);
    }
    String given = normalForm(candidate.text());
    boolean isEqual = given.equals(reference);
    return new Verdict(
        isEqual ? Outcome.CORRECT : Outcome.INCORRECT,
        isEqual ? "equal" : "different",
        candidate.text(),
        candidate.rung(),
        reference,
        given);
  }

  @Override
  public Optional<String> checkReference(String answer) {
    return answer == null || normalForm(answer).isEmpty()
        ? Optional.of(
            "Cannot compare with reference answer: "
                + answer
                + " (allowed: a text with letters or digits)")
        : Optional.empty();
  }

  static String normalForm(String text) {
    String plain = withoutTextCommands(Normalizer.normalize(text, Normalizer.Form.NFKC));
    StringBuilder form = new StringBuilder();
    boolean isSpace = false;
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (Character.isWhitespace(c) || c == '\u00a0') {
        isSpace = !form.isEmpty();
      } else {
        if (isSpace) {
          form.append(' ');
        }
        isSpace = false;
        form.append(c);
      }
    }
    String lower = withoutEdges(form.toString().toLowerCase(Locale.ROOT));
    for (String article : new String[] {"the ", "an ", "a "}) {
      if (lower.startsWith(article) && lower.length() > article.length()) {
        return lower.substring(article.length());
      }
    }
    return lower;
  }

  private static String withoutTextCommands(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    String plain = text;
    for (String command : TEXT_COMMANDS) {
      plain = plain.replace(command, "{");
    }
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c != '{' && c != '}') {
        kept.append(c);
      }
    }
    return kept.toString().replace("\\ ", " ").replace("\\,", " ");
  }

  private static String withoutEdges(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && EDGE.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && EDGE.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }
}
