package dev.rondo.policy.text;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The marks of turns, such as {@code <|im_start|>}, that a prompt format has in its own texts:
 * worked examples as turns of a chat stand in a system message so. They are those of one family of
 * models, and mere text to all others.
 */
public final class TurnMarks {
  /** With the bars of ASCII, or with the wide ones. */
  private static final Pattern MARK = Pattern.compile("<[|\\uFF5C][^|\\uFF5C<>]{1,40}[|\\uFF5C]>");

  private static final LocalDate ANY_DATE = LocalDate.of(2000, 1, 1);

  private TurnMarks() {}

  /**
   * The marks in a format that the model's chat template does not write around a question, nor
   * around the answer in front of another one.
   *
   * @param directory a policy, or a checkpoint, with a chat template
   * @param format of style chat
   * @return each once, in the order of the texts
   * @throws dev.rondo.schema.InvalidInputException if the template cannot be rendered
   */
  public static List<String> foreign(Path directory, PromptFormat format) {
    List<String> marks =
        MARK.matcher(format.system() + format.suffix())
            .results()
            .map(MatchResult::group)
            .distinct()
            .toList();
    if (marks.isEmpty()) {
      return marks;
    }
    LocalDate date = format.date() == null ? ANY_DATE : format.date();
    String rendered = rendered(directory, date);
    return marks.stream().filter(mark -> !rendered.contains(mark)).toList();
  }

  private static String rendered(Path directory, LocalDate date) {
    PromptFormat bare = new PromptFormat(PromptFormat.Style.CHAT, "", "", date);
    try (FileTokenizer tokenizer = FileTokenizer.open(directory, bare)) {
      return tokenizer.written();
    }
  }
}
