package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands between {@code \begin} and {@code \end}: matrices, determinants, lines. */
final class MatrixParser {
  private final Tokens tokens;
  private final AnswerParser answers;

  MatrixParser(Tokens tokens, AnswerParser answers) {
    this.tokens = tokens;
    this.answers = answers;
  }

  /** The environment whose beginning was taken. */
  Expression read(String environment) {
    boolean isCases =
        environment.equals("cases") || environment.equals("dcases") || environment.equals("rcases");
    Expression function = isCases ? new CasesParser(tokens).read() : null;
    if (function != null) {
      return function;
    }
    List<Expression> rows = new ArrayList<>();
    List<Expression> row = new ArrayList<>();
    while (true) {
      if (tokens.peek().kind() == Token.Kind.COMMAND && tokens.peek().text().startsWith("end:")) {
        tokens.next();
        break;
      }
      if (tokens.isEnd()) {
        throw new Unreadable("environment " + environment);
      }
      if (tokens.take("\\\\")) {
        if (!row.isEmpty()) {
          rows.add(Expression.tuple(row));
          row.clear();
        }
      } else if (!tokens.take("&")) {
        if (isCases && isCondition(tokens.peek())) {
          tokens.next();
        }
        row.add(answers.relation());
        Token next = tokens.peek();
        if (isCases && isCondition(next)) {
          continue;
        }
        if (!next.isMark("&") && !next.isMark("\\\\") && next.kind() != Token.Kind.COMMAND) {
          tokens.expect(",");
        }
      }
    }
    if (!row.isEmpty()) {
      rows.add(Expression.tuple(row));
    }
    return switch (environment) {
      case "pmatrix", "bmatrix", "Bmatrix", "matrix", "smallmatrix", "array", "psmallmatrix" ->
          Expression.of(Kind.MATRIX, rows);
      case "vmatrix", "Vmatrix" ->
          Expression.function(Function.DET, Expression.of(Kind.MATRIX, rows));
      case "cases", "dcases", "rcases" -> {
        boolean isSystem = rows.stream().allMatch(line -> line.children().size() == 1);
        yield Expression.list(
            Joint.AND, isSystem ? rows.stream().map(line -> line.child(0)).toList() : rows);
      }
      case "aligned", "align", "gathered", "gather", "split" -> {
        List<Expression> lines = new ArrayList<>();
        rows.forEach(line -> lines.addAll(line.children()));
        yield lines.size() == 1 ? lines.get(0) : Expression.list(Joint.COMMA, lines);
      }
      default -> throw new Unreadable("environment " + environment);
    };
  }

  /** Words between the value and the condition of a case. */
  private static boolean isCondition(Token token) {
    return token.isWord("if")
        || token.isWord("for")
        || token.isWord("when")
        || token.isWord("where");
  }
}
