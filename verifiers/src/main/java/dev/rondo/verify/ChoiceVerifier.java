package dev.rondo.verify;

import dev.rondo.schema.Outcome;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Judges choices of options by their letters: {@code B}, {@code (B)}, {@code B. the text of it},
 * {@code option B}; full-width, circled, Cyrillic, Arabic and Chinese letters count by their place
 * in their own series. A reference may name several options, such as {@code A, C}; then exactly
 * those must be chosen.
 *
 * <p>Reasons: {@code equal} (CORRECT); {@code different}, {@code no-answer}, {@code
 * unreadable-answer} (no letter, or several where the text does not say which) (INCORRECT); {@code
 * unreadable-reference} (UNKNOWN).
 */
public final class ChoiceVerifier implements Verifier {
  /** Series of option letters; what stands at one place in two series is the same option. */
  private static final String[] SERIES = {
    "ABCDEFGHIJ",
    "\uff21\uff22\uff23\uff24\uff25\uff26\uff27\uff28\uff29\uff2a",
    "\u24b6\u24b7\u24b8\u24b9\u24ba\u24bb\u24bc\u24bd\u24be\u24bf",
    "\u0410\u0411\u0412\u0413\u0414\u0415",
    "\u0623\u0628\u062c\u062f\u0647\u0648",
    "\u7532\u4e59\u4e19\u4e01\u620a"
  };

  private static final String[] OPTION_WORDS = {
    "option",
    "choice",
    "answer",
    "opci\u00f3n",
    "opcion",
    "opzione",
    "op\u00e7\u00e3o",
    "\u9009\u9879",
    "\u9078\u9805",
    "\u0432\u0430\u0440\u0438\u0430\u043d\u0442"
  };

  @Override
  public String name() {
    return "choice";
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
    String reference = reference(answer);
    if (reference == null) {
      return new Verdict(Outcome.UNKNOWN, "unreadable-reference", null);
    }
    AnswerExtractor.Candidate candidate = AnswerExtractor.extract(responseText, extraction);
    if (candidate.problem() != null) {
      return new Verdict(Outcome.INCORRECT, candidate.problem(), null, null, reference, null);
    }
    String text = plain(candidate.text());
    if (candidate.rung() == Rung.LAST_EXPRESSION) {
      text = text.substring(text.lastIndexOf('\n') + 1);
    }
    String chosen = chosen(text);
    String reason =
        chosen == null ? "unreadable-answer" : chosen.equals(reference) ? "equal" : "different";
    return new Verdict(
        reason.equals("equal") ? Outcome.CORRECT : Outcome.INCORRECT,
        reason,
        candidate.text(),
        candidate.rung(),
        reference,
        chosen);
  }

  @Override
  public Optional<String> checkReference(String answer) {
    return reference(answer) == null
        ? Optional.of(
            "Cannot compare with reference answer: "
                + answer
                + " (allowed: option letters from A to J, such as B or A, C)")
        : Optional.empty();
  }

  private static String reference(String answer) {
    return answer == null || answer.length() > 1000 ? null : chosen(plain(answer));
  }

  /** The letters that a text chooses, sorted; null if it does not say. */
  private static String chosen(String text) {
    String only = onlyLetters(text);
    if (only != null) {
      return only;
    }
    String leading = leadingLetter(text);
    if (leading != null) {
      return leading;
    }
    String named = afterOptionWord(text);
    if (named != null) {
      return named;
    }
    return onlyOneNamed(text);
  }

  /** The one letter that stands alone in a sentence and is not denied; null if there are more. */
  private static String onlyOneNamed(String text) {
    SortedSet<Character> alone = new TreeSet<>();
    for (int i = 0; i < text.length(); i++) {
      // "A" and "I" are words of English: in a sentence they are no letters.
      char letter = option(text.charAt(i));
      if (letter != 0
          && isAlone(text, i)
          && (isBracketed(text, i) || !isWord(text.charAt(i)))
          && !OptionLetters.isDenied(text, i)) {
        alone.add(letter);
      }
    }
    return alone.size() == 1 ? alone.first().toString() : null;
  }

  /** {@code B}, {@code b}, {@code (B)}, {@code A, C}, {@code AC}, {@code A and C}. */
  private static String onlyLetters(String text) {
    SortedSet<Character> letters = new TreeSet<>();
    boolean isSingle = text.codePoints().filter(Character::isLetter).count() == 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char letter = option(isSingle ? Character.toUpperCase(c) : c);
      if (letter != 0) {
        boolean isInWord = i > 0 && option(text.charAt(i - 1)) != 0;
        if (isInWord && letter <= option(text.charAt(i - 1))) {
          return null; // BAD is a word, ABD are three options
        }
        letters.add(letter);
      } else if (text.startsWith("and", i) || text.startsWith("und", i)) {
        i += 2;
      } else if (" ,;.()[]\u3001\uff0c:&\u3002\n".indexOf(c) < 0) {
        return null;
      }
    }
    return letters.isEmpty() ? null : joined(letters);
  }

  /** {@code (B) ...}, {@code B) ...}, {@code B. ...}, {@code B: ...}. */
  private static String leadingLetter(String text) {
    boolean isBracketed = text.startsWith("(") || text.startsWith("[");
    int at = isBracketed ? 1 : 0;
    if (at + 1 >= text.length()) {
      return null;
    }
    char letter = option(text.charAt(at));
    boolean isMarked =
        (isBracketed ? ")]" : ").:\u3001\uff0e\uff1a").indexOf(text.charAt(at + 1)) >= 0;
    boolean isTaken = letter != 0 && isMarked && !OptionLetters.isDenied(text, at);
    return isTaken && hasNoOther(text, at, letter) ? String.valueOf(letter) : null;
  }

  /** Whether no other option stands in brackets behind a letter and is not denied. */
  private static boolean hasNoOther(String text, int from, char chosen) {
    for (int i = from + 2; i < text.length(); i++) {
      char letter = option(text.charAt(i));
      if (letter != 0
          && letter != chosen
          && isBracketed(text, i)
          && !OptionLetters.isDenied(text, i)) {
        return false;
      }
    }
    return true;
  }

  private static String afterOptionWord(String text) {
    String lower = AnswerExtractor.lower(text);
    for (String word : OPTION_WORDS) {
      int at = lower.lastIndexOf(word);
      if (at < 0) {
        continue;
      }
      int i = at + word.length();
      while (i < text.length() && " (:\uff1a*".indexOf(text.charAt(i)) >= 0) {
        i++;
      }
      if (i < text.length()
          && option(text.charAt(i)) != 0
          && isAlone(text, i)
          && !OptionLetters.isDenied(text, i)
          && hasNoOther(text, i, option(text.charAt(i)))) {
        return String.valueOf(option(text.charAt(i)));
      }
    }
    return null;
  }

  private static boolean isAlone(String text, int at) {
    boolean before = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
    boolean after = at + 1 >= text.length() || !Character.isLetterOrDigit(text.charAt(at + 1));
    return (before && after) || text.charAt(at) > 0x2fff;
  }

  private static boolean isBracketed(String text, int at) {
    return at > 0
        && at + 1 < text.length()
        && text.charAt(at - 1) == '('
        && text.charAt(at + 1) == ')';
  }

  private static boolean isWord(char c) {
    return c == 'A' || c == 'I' || c == '\u0410' || c == '\u0412';
  }

  /** The Latin letter of an option, or 0. */
  private static char option(char c) {
    for (String series : SERIES) {
      int place = series.indexOf(c);
      if (place >= 0) {
        return (char) ('A' + place);
      }
    }
    return 0;
  }

  private static String joined(SortedSet<Character> letters) {
    StringBuilder text = new StringBuilder();
    letters.forEach(text::append);
    return text.toString();
  }

  /** Without LaTeX text commands, Markdown and dollar signs. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        int to = i + 1;
        while (to < text.length() && Character.isLetter(text.charAt(to))) {
          to++;
        }
        i = Math.max(i, to - 1);
        plain.append(' ');
      } else if ("${}*`".indexOf(c) < 0) {
        plain.append(c);
      }
    }
    return plain.toString().strip();
  }
}
