package dev.rondo.policy.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a chat template ends an answer. Most write the mark behind it; some only where another
 * message follows, and there it is looked for between the answer and the next question.
 */
final class TurnEnd {
  /** Any of the added tokens in a text. */
  private final Pattern marks;

  /**
   * @param addedTokens texts of the tokenizer's added tokens
   */
  TurnEnd(Collection<String> addedTokens) {
    String any =
        addedTokens.stream()
            .filter(text -> !text.isBlank()) // white space may be an added token
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    this.marks = Pattern.compile(any.isEmpty() ? "(?!)" : any);
  }

  /**
   * What the template writes behind an answer, and if no added token is in it, the one in front of
   * the next question that ends the answer.
   */
  String behindAnswer(ChatTemplate template, PromptFormat format) {
    String behind = template.behind(format);
    return in(behind).isEmpty()
        ? behind + end(template.turns(format), template.beginOfText())
        : behind;
  }

  /**
   * The first mark between answer and question, unless turns open with it: that is what begins
   * every text, or one that begins the conversation behind it, or stands last in front of its
   * question. So a mark that only parts messages is not told from one that opens them where there
   * is a system message, and is not taken.
   */
  private String end(ChatTemplate.Turns turns, String beginOfText) {
    List<String> before = in(turns.before());
    List<String> between = in(turns.between());
    if (between.isEmpty()) {
      return "";
    }
    String first = between.get(0);
    if (before.isEmpty()) {
      return first;
    }
    int last = before.size() - 1;
    boolean isBegun = last > 0 && before.lastIndexOf(beginOfText) == 0;
    boolean isOpening =
        first.equals(beginOfText)
            || first.equals(before.get(isBegun ? 1 : 0))
            || first.equals(before.get(last));
    return isOpening ? "" : first;
  }

  private List<String> in(String text) {
    return marks.matcher(text).results().map(MatchResult::group).toList();
  }
}
