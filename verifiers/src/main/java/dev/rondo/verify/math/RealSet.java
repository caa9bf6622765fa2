package dev.rondo.verify.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of real numbers that consists of finitely many intervals and points, in order, none of
 * which touch.
 */
final class RealSet {
  private static final int MOST_PIECES = 200;

  /** An interval; an end that is null is infinite; a point has equal ends, both closed. */
  private record Piece(BigDecimal low, boolean lowOpen, BigDecimal high, boolean highOpen) {}

  private final List<Piece> pieces;

  private RealSet(List<Piece> pieces) {
    this.pieces = pieces;
  }

  static RealSet empty() {
    return new RealSet(List.of());
  }

  static RealSet all() {
    return single(null, true, null, true);
  }

  static RealSet single(BigDecimal low, boolean lowOpen, BigDecimal high, boolean highOpen) {
    return new RealSet(List.of(new Piece(low, lowOpen, high, highOpen)));
  }

  /** What a relation to a value says of a number; null if the relation bounds nothing. */
  static RealSet bound(BigDecimal value, Relation relation) {
    return switch (relation) {
      case LESS -> single(null, true, value, true);
      case AT_MOST -> single(null, true, value, false);
      case GREATER -> single(value, true, null, true);
      case AT_LEAST -> single(value, false, null, true);
      case EQUAL -> single(value, false, value, false);
      case NOT_EQUAL -> single(value, false, value, false).complement();
      default -> null;
    };
  }

  // ---- operations
  // --------------------------------------------------------------------------------

  RealSet or(RealSet other) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(other.pieces);
    if (all.size() > MOST_PIECES) {
      throw new Budget.Exceeded("pieces");
    }
    all.sort(
        Comparator.comparing(Piece::low, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Piece::lowOpen));
    List<Piece> merged = new ArrayList<>();
    for (Piece piece : all) {
      Piece last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && touches(last, piece)) {
        merged.set(merged.size() - 1, joined(last, piece));
      } else {
        merged.add(piece);
      }
    }
    return new RealSet(merged);
  }

  private static boolean touches(Piece first, Piece second) {
    if (first.high() == null || second.low() == null) {
      return true;
    }
    int order = second.low().compareTo(first.high());
    return order < 0 || (order == 0 && !(first.highOpen() && second.lowOpen()));
  }

  private static Piece joined(Piece first, Piece second) {
    if (first.high() == null || second.high() == null) {
      return new Piece(first.low(), first.lowOpen(), null, true);
    }
    int order = first.high().compareTo(second.high());
    boolean open =
        order == 0
            ? first.highOpen() && second.highOpen()
            : order > 0 ? first.highOpen() : second.highOpen();
    return new Piece(first.low(), first.lowOpen(), order >= 0 ? first.high() : second.high(), open);
  }

  RealSet complement() {
    List<Piece> gaps = new ArrayList<>();
    BigDecimal from = null;
    boolean fromOpen = true;
    boolean isOver = false;
    for (Piece piece : pieces) {
      if (piece.low() != null) {
        gaps.add(new Piece(from, fromOpen, piece.low(), !piece.lowOpen()));
      }
      from = piece.high();
      fromOpen = !piece.highOpen();
      isOver = from == null;
    }
    if (!isOver) {
      gaps.add(new Piece(from, fromOpen, null, true));
    }
    return new RealSet(gaps);
  }

  RealSet and(RealSet other) {
    return complement().or(other.complement()).complement();
  }

  /** The integers in it, rising; null if there are more than so many. */
  List<BigInteger> integers(int most) {
    List<BigInteger> integers = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.low() == null || piece.high() == null) {
        return null;
      }
      BigInteger from = piece.low().setScale(0, RoundingMode.CEILING).toBigInteger();
      BigInteger to = piece.high().setScale(0, RoundingMode.FLOOR).toBigInteger();
      if (to.subtract(from).bitLength() > 16
          || to.subtract(from).intValue() + integers.size() > most) {
        return null;
      }
      for (BigInteger i = from; i.compareTo(to) <= 0; i = i.add(BigInteger.ONE)) {
        BigDecimal value = new BigDecimal(i);
        boolean isEnd =
            (piece.lowOpen() && value.compareTo(piece.low()) == 0)
                || (piece.highOpen() && value.compareTo(piece.high()) == 0);
        if (!isEnd) {
          integers.add(i);
        }
      }
    }
    return integers;
  }

  /** The ends of its intervals and its points, but for infinite ones. */
  List<BigDecimal> ends() {
    List<BigDecimal> ends = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.low() != null) {
        ends.add(piece.low());
      }
      if (piece.high() != null) {
        ends.add(piece.high());
      }
    }
    return ends;
  }

  /** How many intervals and points it consists of. */
  int size() {
    return pieces.size();
  }

  boolean sameAs(RealSet other) {
    return pieces.equals(other.pieces);
  }
}
