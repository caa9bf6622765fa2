package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.List;

/** Reads families of values in other notation: as a set, and by degrees where radians are meant. */
final class Families {
  private Families() {}

  /**
   * A family that is written as a set, {@code \{n\pi : n\in\mathbb{Z}\}}, as its value with what
   * runs, where the reference says it so; other answers as they are.
   */
  static Answers.Answer listed(Answers.Answer reference, Answers.Answer given) {
    Expression wanted = reference.tree();
    Expression main = wanted.isBareList() ? wanted.child(0) : wanted;
    boolean isFamily = main.is(Relation.EQUAL) && Rewriting.hasRunningLetter(main.child(1));
    Expression said = given.tree();
    boolean isNamed = said.is(Relation.IN) && said.child(0).is(Kind.SYMBOL);
    Expression builder = isNamed ? said.child(1) : said;
    if (!isFamily || !builder.is(Function.SETBUILDER) || builder.children().size() != 2) {
      return given;
    }
    Expression value = builder.child(0);
    Expression runs = builder.child(1);
    boolean isRunning =
        LeafComparison.isValue(value)
            && !value.is(Kind.SYMBOL)
            && runs.is(Relation.IN)
            && runs.child(0).is(Kind.SYMBOL)
            && runs.child(1).is(Kind.NAMED_SET)
            && Shapes.contains(value, runs.child(0).name());
    if (!isRunning) {
      return given;
    }
    Expression equation = isNamed ? Expression.equation(said.child(0), value) : value;
    Expression list = Expression.list(Joint.COMMA, List.of(equation, runs));
    return new Answers.Answer(given.text(), list, null, given.letter(), given.condition());
  }

  /** With its degrees in radians, where there are letters in both and the other is by pi. */
  static Expression inRadiansOf(Expression other, Expression value) {
    boolean isTurned =
        Shapes.hasSymbols(value)
            && Shapes.hasSymbols(other)
            && Shapes.has(value, Kind.QUANTITY, "deg")
            && Shapes.has(other, Kind.CONSTANT, "pi")
            && !Shapes.has(other, Kind.QUANTITY, "deg");
    return isTurned ? FunctionParser.inRadians(value) : value;
  }
}
