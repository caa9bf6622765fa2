package dev.rondo.verify;

import java.util.List;

/**
 * Finds where a response goes on to another question behind its box, as models do that were trained
 * on texts with many of them: at a token of a turn, or at a line that begins with the name of a
 * task or a speaker. What is said from there on is about that one.
 */
final class NextTask {
  /** These end a text or a turn wherever they stand. */
  private static final List<String> TURNS =
      List.of(
          "</s>",
          "<s>",
          "<eos>",
          "<bos>",
          "<end_of_turn>",
          "<start_of_turn>",
          "[INST]",
          "[/INST]",
          "<<SYS>>",
          "<｜");

  private static final int MOST_OF_TURN = 40;

  /** At the start of a line, with a number or without, and a colon or nothing else behind it. */
  private static final List<String> NAMES =
      List.of(
          "question",
          "problem",
          "exercise",
          "example",
          "task",
          "bonus",
          "bonus question",
          "follow-up",
          "follow-up question",
          "followup",
          "follow up",
          "instruction",
          "q",
          "user",
          "human",
          "assistant",
          "system",
          "frage",
          "aufgabe",
          "exercice",
          "problème",
          "pregunta",
          "problema",
          "ejercicio",
          "pergunta",
          "esercizio",
          "domanda",
          "вопрос",
          "задача",
          "问题",
          "問題",
          "题目",
          "题",
          "例题",
          "练习",
          "用户");

  /** At the start of a line, whatever follows. */
  private static final List<String> BEGINNINGS =
      List.of(
          "in general,",
          "more generally,",
          "another example",
          "another problem",
          "another question",
          "a similar problem",
          "a similar question",
          "here is a similar",
          "here's a similar",
          "here is another",
          "here's another",
          "the next problem",
          "the next question",
          "next problem",
          "next question",
          "now try",
          "try this");

  private static final String MARKS_BEFORE = " \t#*_>-=|";

  private NextTask() {}

  /** What stands behind a box up to where another question begins. */
  static String before(String behind) {
    int end = behind.length();
    for (String turn : TURNS) {
      int at = behind.indexOf(turn);
      end = at >= 0 && at < end ? at : end;
    }
    for (int at = behind.indexOf("<|"); at >= 0 && at < end; at = behind.indexOf("<|", at + 1)) {
      int close = behind.indexOf("|>", at);
      end = close >= 0 && close - at <= MOST_OF_TURN ? at : end;
    }
    for (int line = behind.indexOf('\n'); line >= 0 && line < end; ) {
      int next = behind.indexOf('\n', line + 1);
      String text = behind.substring(line + 1, next < 0 ? behind.length() : next);
      if (begins(AnswerExtractor.lower(text))) {
        return behind.substring(0, line);
      }
      line = next;
    }
    return behind.substring(0, end);
  }

  private static boolean begins(String line) {
    int from = after(line, 0, MARKS_BEFORE);
    for (String beginning : BEGINNINGS) {
      if (line.startsWith(beginning, from)) {
        return true;
      }
    }
    for (String name : NAMES) {
      if (line.startsWith(name, from) && isName(line, from + name.length(), name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name ends here: "Question 3:", "**Problem**", "Q2."; not "Questions are". */
  private static boolean isName(String line, int behind, String name) {
    int number = after(line, behind, " #*_(№");
    int end = after(line, number, "0123456789");
    int to = after(line, end, " *_)\r");
    if (to == line.length()) {
      return !name.equals("q");
    }
    char mark = line.charAt(to);
    return mark == ':' || mark == '：' || mark == '.' && end > number;
  }

  private static int after(String text, int from, String marks) {
    int at = from;
    while (at < text.length() && marks.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }
}
