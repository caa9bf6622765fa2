package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** The methods of Python's str. */
final class StringMethods {
  private static final Set<String> SUPPORTED =
      Set.of(
          "strip",
          "lstrip",
          "rstrip",
          "split",
          "rsplit",
          "splitlines",
          "startswith",
          "endswith",
          "replace",
          "title",
          "capitalize",
          "upper",
          "lower",
          "join",
          "format",
          "find",
          "rfind",
          "index",
          "rindex",
          "count",
          "zfill",
          "isdigit",
          "isalpha",
          "isalnum",
          "isspace",
          "islower",
          "isupper",
          "isascii",
          "removeprefix",
          "removesuffix",
          "partition",
          "rpartition",
          "ljust",
          "rjust",
          "center");
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "encode",
          "expandtabs",
          "casefold",
          "swapcase",
          "translate",
          "maketrans",
          "isdecimal",
          "isidentifier",
          "isnumeric",
          "isprintable",
          "istitle",
          "format_map");

  /** Widths, counts and positions. */
  private static final int MOST_NUMBER = 2_000_000;

  private final Budget budget;
  private final Formats formats;
  private final Iteration iteration;
  private final TextSearch search;

  StringMethods(Budget budget, Formats formats, Iteration iteration) {
    this.budget = budget;
    this.formats = formats;
    this.iteration = iteration;
    this.search = new TextSearch(budget);
  }

  /** Whether str has an attribute of that name; refuses those that are not supported. */
  static boolean has(String name) {
    if (UNSUPPORTED.contains(name)) {
      throw new TemplateException("the method " + name + " of a text is not supported");
    }
    return SUPPORTED.contains(name);
  }

  Object call(String name, String text, Arguments given) {
    budget.text(text.length());
    return switch (name) {
      case "strip", "lstrip", "rstrip" -> strip(name, text, given);
      case "split", "rsplit" -> split(name, text, given);
      case "splitlines" -> lines(text, given);
      case "startswith", "endswith" -> affix(name, text, given);
      case "replace" -> replace(text, given);
      case "join" -> join(text, given.bindPositional(name, "iterable")[0]);
      case "format" -> formats.braces(text, given);
      case "find", "rfind", "index", "rindex", "count" -> search.call(name, text, given);
      case "removeprefix" -> {
        String prefix = text(given.bindPositional(name, "prefix")[0], name);
        yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
      }
      case "removesuffix" -> {
        String suffix = text(given.bindPositional(name, "suffix")[0], name);
        yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
      }
      case "partition", "rpartition" -> partition(name, text, given);
      case "zfill", "ljust", "rjust", "center" -> fill(name, text, given);
      default -> {
        given.bindPositional(name);
        yield plain(name, text);
      }
    };
  }

  private Object plain(String name, String text) {
    return switch (name) {
      case "upper" -> budget.text(Text.upper(text));
      case "lower" -> budget.text(Text.lower(text));
      case "title" -> Text.title(text);
      case "capitalize" -> Text.capitalize(text);
      case "isascii" -> Text.isAscii(text);
      case "isspace" -> !text.isEmpty() && Text.strip(text, null, true, false).isEmpty();
      default -> isOfKind(name, Text.requireAscii(text, name));
    };
  }

  /** For ASCII alone. */
  static boolean isOfKind(String name, String text) {
    return switch (name) {
      case "isdigit" -> !text.isEmpty() && isAll(text, Character::isDigit);
      case "isalpha" -> !text.isEmpty() && isAll(text, Character::isLetter);
      case "isalnum" -> !text.isEmpty() && isAll(text, Character::isLetterOrDigit);
      case "islower" -> isCased(text) && isAll(text, c -> !Character.isUpperCase(c));
      case "isupper" -> isCased(text) && isAll(text, c -> !Character.isLowerCase(c));
      default -> throw new TemplateException("the method " + name + " of a text is not supported");
    };
  }

  private static boolean isCased(String text) {
    return !isAll(text, c -> !Character.isLetter(c));
  }

  private static boolean isAll(String text, IntPredicate kind) {
    for (int i = 0; i < text.length(); i++) {
      if (!kind.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static String text(Object value, String what) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Undefined undefined) {
      throw new TemplateException(what + " needs a text, but " + undefined.reason());
    }
    throw new TemplateException(what + " needs a text, got " + Kinds.name(value));
  }

  static int integer(Object value, String what) {
    if (Kinds.isInteger(value) && Math.abs(Kinds.integer(value)) <= MOST_NUMBER) {
      return (int) Kinds.integer(value);
    }
    throw new TemplateException(what + " needs an integer in range, got " + Kinds.name(value));
  }

  private String strip(String name, String text, Arguments given) {
    Object set = given.bindPositional(name, "chars?")[0];
    String characters = set == Arguments.ABSENT || set == null ? null : text(set, name);
    if (characters != null) {
      budget.search(text.length(), characters.length());
    }
    return Text.strip(text, characters, !name.equals("rstrip"), !name.equals("lstrip"));
  }

  private Object split(String name, String text, Arguments given) {
    Object[] values = given.bind(name, "sep?", "maxsplit?");
    int most = values[1] == Arguments.ABSENT ? -1 : integer(values[1], name);
    most = most < 0 ? Integer.MAX_VALUE : most;
    boolean isFromRight = name.equals("rsplit");
    List<Object> parts;
    if (values[0] == Arguments.ABSENT || values[0] == null) {
      parts = isFromRight ? wordsFromRight(text, most) : words(text, most);
    } else {
      String separator = text(values[0], name);
      if (separator.isEmpty()) {
        throw new TemplateException("cannot split at an empty text");
      }
      budget.search(text.length(), separator.length());
      parts = isFromRight ? fromRight(text, separator, most) : fromLeft(text, separator, most);
    }
    budget.elements(parts.size());
    return new ListValue(parts);
  }

  private static List<Object> fromLeft(String text, String separator, int most) {
    List<Object> parts = new ArrayList<>();
    int from = 0;
    while (parts.size() < most) {
      int at = text.indexOf(separator, from);
      if (at < 0) {
        break;
      }
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static List<Object> fromRight(String text, String separator, int most) {
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    while (parts.size() < most) {
      int at =
          end < separator.length() ? -1 : text.lastIndexOf(separator, end - separator.length());
      if (at < 0) {
        break;
      }
      parts.add(text.substring(at + separator.length(), end));
      end = at;
    }
    parts.add(text.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  private static List<Object> words(String text, int most) {
    List<Object> words = new ArrayList<>();
    int start = afterSpace(text, 0);
    while (start < text.length() && words.size() < most) {
      int end = start;
      while (end < text.length() && !Text.isSpace(text.charAt(end))) {
        end++;
      }
      words.add(text.substring(start, end));
      start = afterSpace(text, end);
    }
    if (start < text.length()) {
      words.add(text.substring(start));
    }
    return words;
  }

  private static int afterSpace(String text, int from) {
    int at = from;
    while (at < text.length() && Text.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static List<Object> wordsFromRight(String text, int most) {
    List<Object> words = new ArrayList<>();
    int end = beforeSpace(text, text.length());
    while (end > 0 && words.size() < most) {
      int start = end;
      while (start > 0 && !Text.isSpace(text.charAt(start - 1))) {
        start--;
      }
      words.add(text.substring(start, end));
      end = beforeSpace(text, start);
    }
    if (end > 0) {
      words.add(text.substring(0, end));
    }
    Collections.reverse(words);
    return words;
  }

  private static int beforeSpace(String text, int from) {
    int at = from;
    while (at > 0 && Text.isSpace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private Object lines(String text, Arguments given) {
    Object keep = given.bind("splitlines", "keepends?")[0];
    return new ListValue(lines(text, keep != Arguments.ABSENT && Kinds.isTrue(keep)));
  }

  List<Object> lines(String text, boolean isEndKept) {
    List<Object> lines = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < text.length(); at++) {
      if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(text.charAt(at)) >= 0) {
        int end = text.startsWith("\r\n", at) ? at + 2 : at + 1;
        lines.add(text.substring(from, isEndKept ? end : at));
        from = end;
        at = end - 1;
      }
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    budget.elements(lines.size());
    return lines;
  }

  private static Object affix(String name, String text, Arguments given) {
    Object[] values = given.bindPositional(name, "affix", "start?", "end?");
    if (values[1] != Arguments.ABSENT) {
      throw new TemplateException(name + " with a start is not supported");
    }
    List<Object> affixes =
        values[0] instanceof TupleValue tuple ? tuple.items : List.of(text(values[0], name));
    for (Object affix : affixes) {
      String part = text(affix, name);
      if (name.equals("startswith") ? text.startsWith(part) : text.endsWith(part)) {
        return true;
      }
    }
    return false;
  }

  private Object replace(String text, Arguments given) {
    Object[] values = given.bindPositional("replace", "old", "new", "count?");
    int count = values[2] == Arguments.ABSENT ? -1 : integer(values[2], "replace");
    return replace(text, text(values[0], "replace"), text(values[1], "replace"), count);
  }

  /** Replaces the first so many occurrences, all of them if the count is below 0. */
  String replace(String text, String old, String replacement, int count) {
    budget.search(text.length(), old.length());
    StringBuilder out = new StringBuilder();
    int from = 0;
    int left = count < 0 ? Integer.MAX_VALUE : count;
    while (left-- > 0) {
      int at = text.indexOf(old, from);
      if (at < 0 || (old.isEmpty() && from > text.length())) {
        break;
      }
      out.append(text, from, at).append(replacement);
      from = at + old.length();
      if (old.isEmpty()) {
        if (at == text.length()) {
          return budget.text(out.toString());
        }
        int end = text.offsetByCodePoints(at, 1);
        out.append(text, at, end);
        from = end;
      }
      budget.text(out.length() / 64);
    }
    return budget.text(out.append(text, from, text.length()).toString());
  }

  private String join(String separator, Object values) {
    StringBuilder out = new StringBuilder();
    boolean isFirst = true;
    for (Iterator<Object> items = iteration.over(values); items.hasNext(); ) {
      out.append(isFirst ? "" : separator).append(text(items.next(), "join"));
      isFirst = false;
      if (out.length() > budget.mostCharacters()) {
        budget.text(out.length());
      }
    }
    return budget.text(out.toString());
  }

  private static Object partition(String name, String text, Arguments given) {
    String separator = text(given.bindPositional(name, "sep")[0], name);
    if (separator.isEmpty()) {
      throw new TemplateException("cannot split at an empty text");
    }
    boolean isFromRight = name.equals("rpartition");
    int at = isFromRight ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) {
      return new TupleValue(isFromRight ? List.of("", "", text) : List.of(text, "", ""));
    }
    return new TupleValue(
        List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
  }

  private Object fill(String name, String text, Arguments given) {
    Object[] values =
        name.equals("zfill")
            ? given.bindPositional(name, "width")
            : given.bindPositional(name, "width", "fillchar?");
    int missing = integer(values[0], name) - Kinds.size(text);
    String fill = name.equals("zfill") ? "0" : " ";
    if (values.length > 1 && values[1] != Arguments.ABSENT) {
      fill = text(values[1], name);
    }
    if (Kinds.size(fill) != 1) {
      throw new TemplateException(name + " fills with one character");
    }
    if (missing <= 0) {
      return text;
    }
    budget.text((long) text.length() + missing);
    return switch (name) {
      case "ljust" -> text + fill.repeat(missing);
      case "rjust" -> fill.repeat(missing) + text;
      case "center" -> centered(text, fill, missing);
      default -> {
        boolean hasSign = text.startsWith("-") || text.startsWith("+");
        yield (hasSign ? text.substring(0, 1) : "")
            + fill.repeat(missing)
            + text.substring(hasSign ? 1 : 0);
      }
    };
  }

  static String centered(String text, String fill, int missing) {
    int width = Kinds.size(text) + missing;
    int left = missing / 2 + (missing & width & 1);
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }
}
