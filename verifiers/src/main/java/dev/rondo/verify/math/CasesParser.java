package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the branches of a function that is defined piece by piece: a value in each line, and behind
 * it, after a sign of alignment, a comma or "if", for which arguments it holds.
 */
final class CasesParser {
  private static final Set<String> BEFORE =
      Set.of(
          "if",
          "for",
          "when",
          "where",
          "whenever",
          "falls",
          "wenn",
          "für",
          "si",
          "pour",
          "para",
          "se",
          "если",
          "при",
          "若",
          "当");

  private static final Set<String> OTHERWISE =
      Set.of(
          "otherwise",
          "else",
          "elsewhere",
          "in all other cases",
          "sonst",
          "sinon",
          "autrement",
          "en otro caso",
          "caso contrário",
          "altrimenti",
          "иначе",
          "否则",
          "其他");

  /** Words that say nothing between what they speak of and what it is. */
  private static final Set<String> FILLERS =
      Set.of("is", "an", "a", "are", "number", "integer", "all", "ist", "est", "es", "è", "是");

  private static final Set<String> ODD =
      Set.of("odd", "ungerade", "impair", "impar", "ímpar", "dispari", "奇数", "奇數");

  private static final Set<String> EVEN =
      Set.of("even", "gerade", "pair", "par", "pari", "偶数", "偶數");

  private final Tokens tokens;

  CasesParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /** The function whose first line comes next; null, with nothing taken, if it is none. */
  Expression read() {
    int start = tokens.position();
    List<Expression> branches = new ArrayList<>();
    List<Token> line = new ArrayList<>();
    while (!tokens.isEnd()) {
      Token token = tokens.next();
      boolean isOver = token.kind() == Token.Kind.COMMAND && token.text().startsWith("end:");
      boolean isNested = token.kind() == Token.Kind.COMMAND && token.text().startsWith("begin:");
      if (!isOver && !token.isMark("\\\\")) {
        line.add(token);
        if (isNested) {
          break;
        }
        continue;
      }
      if (!line.isEmpty()) {
        Expression branch = branch(line);
        if (branch == null) {
          break;
        }
        branches.add(branch);
        line.clear();
      }
      if (isOver && !branches.isEmpty()) {
        return Expression.function(Function.CASES, branches);
      }
    }
    tokens.rewind(start);
    return null;
  }

  /**
   * A function whose branches stand in one line: "3n if n is odd, n - 1 if n is even"; null if a
   * text is none of two branches or more.
   */
  static Expression inline(List<Token> tokens, Tokens cursor) {
    int marks = 0;
    for (Token token : tokens) {
      marks += isWords(token) && (isBefore(token) || startsWords(token)) ? 1 : 0;
    }
    if (marks < 2) {
      return null;
    }
    CasesParser parser = new CasesParser(cursor);
    List<Expression> branches = new ArrayList<>();
    List<Token> line = new ArrayList<>();
    boolean hasCondition = false;
    for (Token token : tokens) {
      boolean isJoint = token.isMark(",") || token.isMark(";") || token.isWord("and");
      boolean isOver = token.kind() == Token.Kind.END || (hasCondition && isJoint);
      if (token.kind() == Token.Kind.COMMAND && token.text().startsWith("begin:")) {
        return null;
      }
      if (!isOver) {
        hasCondition |= isBefore(token) || startsWords(token);
        if (!line.isEmpty() || !isJoint) {
          line.add(token);
        }
        boolean isEnded = token.kind() == Token.Kind.TEXT && token.text().endsWith(",");
        isOver = isEnded && hasCondition;
      }
      if (isOver && !line.isEmpty()) {
        Expression branch = hasCondition ? parser.branch(line) : null;
        if (branch == null) {
          return null;
        }
        branches.add(branch);
        line.clear();
        hasCondition = false;
      }
    }
    return branches.size() < 2 ? null : Expression.function(Function.CASES, branches);
  }

  /** A value and its condition; null if a line says something else. */
  private Expression branch(List<Token> line) {
    int end = separator(line);
    int from = end;
    while (from < line.size()
        && (line.get(from).isMark("&")
            || line.get(from).isMark(",")
            || line.get(from).isMark(";")
            || isBefore(line.get(from)))) {
      from++;
    }
    int to = line.size();
    while (to > from
        && (line.get(to - 1).isMark(",")
            || line.get(to - 1).isMark(".")
            || line.get(to - 1).isMark(";"))) {
      to--;
    }
    if (end == 0 || from >= to || Relation.of(line.get(from)) != null) {
      return null;
    }
    try {
      Expression value = read(line.subList(0, end));
      Expression condition = value instanceof Statement ? null : condition(line.subList(from, to));
      return condition == null ? null : Expression.tuple(List.of(value, condition));
    } catch (Unreadable | ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  private Expression read(List<Token> part) {
    return tokens.part(part);
  }

  /** Where the value of a line ends. */
  private static int separator(List<Token> line) {
    int comma = -1;
    int depth = 0;
    for (int i = 0; i < line.size(); i++) {
      Token token = line.get(i);
      if (token.isMark("(") || token.isMark("[") || token.isMark("{") || token.isMark("\\{")) {
        depth++;
      } else if (token.isMark(")")
          || token.isMark("]")
          || token.isMark("}")
          || token.isMark("\\}")) {
        depth--;
      } else if (depth == 0) {
        if (token.isMark("&") || isBefore(token) || startsWords(token)) {
          return comma == i - 1 && comma >= 0 ? comma : i;
        }
        comma = comma < 0 && token.isMark(",") ? i : comma;
      }
    }
    return comma < 0 ? line.size() : comma;
  }

  private static boolean isWords(Token token) {
    return token.kind() == Token.Kind.TEXT || token.kind() == Token.Kind.WORD;
  }

  private static boolean isBefore(Token token) {
    return isWords(token) && BEFORE.contains(token.text().toLowerCase(Locale.ROOT));
  }

  /** Whether a text begins with "if" or is "otherwise". */
  private static boolean startsWords(Token token) {
    if (token.kind() != Token.Kind.TEXT) {
      return isWords(token) && OTHERWISE.contains(token.text().toLowerCase(Locale.ROOT));
    }
    String lower = token.text().toLowerCase(Locale.ROOT);
    int space = lower.indexOf(' ');
    return OTHERWISE.contains(plain(lower))
        || (space > 0 && BEFORE.contains(lower.substring(0, space)));
  }

  private static String plain(String lower) {
    return lower.replace(".", "").replace(",", "").strip();
  }

  private Expression condition(List<Token> part) {
    boolean hasWords = false;
    for (Token token : part) {
      boolean isJoint = token.isWord("and") || token.isWord("or") || token.isWord("mod");
      hasWords |=
          !isJoint
              && (token.kind() == Token.Kind.TEXT
                  || (token.kind() == Token.Kind.WORD
                      && token.text().length() > 2
                      && Function.of(token.text()) == null));
    }
    if (hasWords) {
      return inWords(part);
    }
    Expression divided = divided(part);
    if (divided != null) {
      return divided;
    }
    try {
      Expression condition = read(part);
      boolean isCondition =
          condition instanceof Statement
              || (condition.isBareList() && condition.allChildren(Shapes::isRelation));
      return isCondition ? condition : null;
    } catch (Unreadable e) {
      StringBuilder form = new StringBuilder();
      part.forEach(token -> form.append(form.isEmpty() ? "" : " ").append(token.text()));
      return new Leaf(Kind.OPAQUE, form.toString());
    }
  }

  /** "3 divides n" in signs as what n leaves over, "2 does not" likewise; else null. */
  private static Expression divided(List<Token> part) {
    boolean isShort =
        part.size() == 3
            && part.get(0).kind() == Token.Kind.NUMBER
            && NumberParser.isDigits(part.get(0).text())
            && part.get(2).kind() == Token.Kind.LETTER;
    boolean isOdd = isShort && part.get(1).isCommand("nmid") && part.get(0).text().equals("2");
    return isShort && (isOdd || part.get(1).isMark("|"))
        ? residue(part.get(2).text(), isOdd ? 1 : 0, NumberParser.number(part.get(0)))
        : null;
  }

  private static Expression residue(String name, int over, Expression modulus) {
    return Expression.relation(
        Relation.CONGRUENT,
        Expression.symbol(name),
        Expression.function(Function.MOD, Expression.number(over), modulus));
  }

  /** "n is odd" as what n leaves over; other words as a text without those that say nothing. */
  private static Expression inWords(List<Token> part) {
    StringBuilder text = new StringBuilder();
    part.forEach(token -> text.append(token.text()).append(' '));
    if (OTHERWISE.contains(plain(text.toString().toLowerCase(Locale.ROOT)))) {
      return Expression.text("otherwise");
    }
    List<String> words = new ArrayList<>();
    for (String word : Pieces.of(text.toString().strip(), " ,.$")) {
      String lower = word.toLowerCase(Locale.ROOT);
      boolean isLeft = FILLERS.contains(lower) && !word.equals("a") || BEFORE.contains(lower);
      if (!isLeft) {
        words.add(word);
      }
    }
    int parity = words.size() == 2 ? parity(words.get(0)) + parity(words.get(1)) : 0;
    if (parity > 0) {
      String name = parity(words.get(0)) > 0 ? words.get(1) : words.get(0);
      return residue(name, parity == 1 ? 1 : 0, Expression.number(2));
    }
    return words.isEmpty() ? null : new Leaf(Kind.OPAQUE, String.join(" ", words));
  }

  /** 1 of odd, 2 of even, 0 of other words. */
  private static int parity(String word) {
    boolean isSaid = word.startsWith("为") || word.startsWith("是") || word.startsWith("為");
    String lower = isSaid ? word.substring(1) : word.toLowerCase(Locale.ROOT);
    return ODD.contains(lower) ? 1 : EVEN.contains(lower) ? 2 : 0;
  }
}
