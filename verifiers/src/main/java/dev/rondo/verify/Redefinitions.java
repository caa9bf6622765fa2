package dev.rondo.verify;

import java.util.Set;

/**
 * Says whether a response redefines what its answer is written with, {@code \def\pi{3}}: then the
 * answer is not what it seems.
 */
final class Redefinitions {
  /** Right behind these stands the name of the command that is defined. */
  private static final Set<String> DEFINING =
      Set.of(
          "def",
          "gdef",
          "edef",
          "xdef",
          "let",
          "futurelet",
          "chardef",
          "mathchardef",
          "newcommand",
          "renewcommand",
          "providecommand",
          "newenvironment",
          "renewenvironment",
          "DeclareMathOperator",
          "DeclareMathSymbol",
          "DeclareRobustCommand",
          "NewDocumentCommand",
          "RenewDocumentCommand",
          "ProvideDocumentCommand",
          "DeclareDocumentCommand");

  /** With these every character may be another. */
  private static final Set<String> CHANGING_CHARACTERS =
      Set.of("catcode", "mathcode", "delcode", "lccode", "uccode", "csname", "scantokens");

  /** A response with more definitions is not read. */
  private static final int MOST_DEFINITIONS = 200;

  private Redefinitions() {}

  /** Whether a command that an answer uses, or a character of any, is redefined in a response. */
  static boolean touch(String response, String answer) {
    int definitions = 0;
    for (int at = response.indexOf('\\'); at >= 0; at = response.indexOf('\\', at + 1)) {
      int to = afterLetters(response, at + 1);
      if (to - at < 4 || to - at > 23) {
        continue; // the names are longer, or shorter
      }
      String command = response.substring(at + 1, to);
      boolean isDefinition = DEFINING.contains(command);
      definitions += isDefinition ? 1 : 0;
      if (CHANGING_CHARACTERS.contains(command)
          || definitions > MOST_DEFINITIONS
          || (isDefinition && isUsed(defined(response, to), answer))) {
        return true;
      }
    }
    return false;
  }

  /** The name that a definition gives a meaning: of {@code {\x}}, {@code *\x}, {@code {cases}}. */
  private static String defined(String text, int from) {
    int at = from;
    while (at < text.length() && " *{\\\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    int to = afterLetters(text, at);
    return to > at ? text.substring(at, to) : text.substring(at, Math.min(text.length(), at + 1));
  }

  private static boolean isUsed(String name, String answer) {
    if (name.equals("boxed") || name.equals("fbox")) {
      return true;
    }
    for (int at = answer.indexOf(name); at >= 0; at = answer.indexOf(name, at + 1)) {
      boolean isCommand = at > 0 && (answer.charAt(at - 1) == '\\' || answer.charAt(at - 1) == '{');
      boolean isCharacter = name.length() == 1 && !Character.isLetterOrDigit(name.charAt(0));
      if (isCharacter || (isCommand && afterLetters(answer, at) == at + name.length())) {
        return true;
      }
      if (name.isEmpty()) {
        return false;
      }
    }
    return false;
  }

  private static int afterLetters(String text, int from) {
    int to = from;
    while (to < text.length() && isLatin(text.charAt(to))) {
      to++;
    }
    return to;
  }

  private static boolean isLatin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
