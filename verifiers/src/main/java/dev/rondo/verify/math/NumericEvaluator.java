package dev.rondo.verify.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes expressions to many digits where every symbol has a value. */
final class NumericEvaluator {
  /** Thrown where a term is too small beside another to be seen at this precision. */
  static final class Absorbed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Absorbed() {
      super("absorbed", null, false, false);
    }
  }

  /** Thrown where an expression cannot be computed. */
  static final class NotNumeric extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotNumeric(String what) {
      super(what, null, false, false);
    }
  }

  private final HighPrecision precision;
  private final Budget budget;
  private final Map<String, Complex> values;
  private final int cost;
  private boolean leftReals;

  NumericEvaluator(HighPrecision precision, Map<String, Complex> values, Budget budget) {
    this.precision = precision;
    this.budget = budget;
    this.values = new HashMap<>(values);
    this.cost = precision.digits > 100 ? 12 : 4;
  }

  /**
   * The value.
   *
   * @throws ArithmeticException where it is not defined
   * @throws NotNumeric if it cannot be computed
   */
  Complex evaluate(Expression expression) {
    budget.take(cost);
    return switch (expression.kind()) {
      case NUMBER -> {
        Rational value = ((Numeral) expression).value();
        budget.take(value.isInteger() ? 0 : 5 * cost);
        yield Complex.of(value, precision);
      }
      case SYMBOL -> symbol(expression.name());
      case CONSTANT ->
          switch (expression.name()) {
            case "pi" -> Complex.of(precision.pi);
            case "e" -> exp(Complex.ONE);
            case "i" -> Complex.I;
            default -> throw new NotNumeric(expression.name());
          };
      case SUM -> {
        Complex sum = Complex.ZERO;
        for (Expression term : expression.children()) {
          sum = sum.plus(evaluate(term), precision);
        }
        yield sum;
      }
      case PRODUCT -> {
        Complex product = Complex.ONE;
        for (Expression factor : expression.children()) {
          product = product.times(evaluate(factor), precision);
        }
        yield product;
      }
      case POWER -> power(expression);
      case PERCENT ->
          evaluate(expression.child(0)).times(Complex.of(new BigDecimal("0.01")), precision);
      case QUANTITY -> evaluate(expression.child(0));
      case FUNCTION -> function((Application) expression);
      case CALL -> symbol(NormalForm.of(expression));
      default -> throw new NotNumeric(expression.kind().name());
    };
  }

  /** Whether some root, power or logarithm of reals was none. */
  boolean leftReals() {
    return leftReals;
  }

  private Complex noted(Complex argument, Complex result) {
    leftReals |= argument.isReal() && !result.isReal();
    return result;
  }

  private Complex symbol(String name) {
    Complex value = values.get(name);
    if (value == null) {
      throw new NotNumeric(name);
    }
    return value;
  }

  private Complex exp(Complex argument) {
    budget.take(80 * cost);
    return argument.exp(precision);
  }

  private Complex ln(Complex argument) {
    budget.take(300 * cost);
    return noted(argument, argument.ln(precision));
  }

  private Complex sqrt(Complex argument) {
    budget.take(20 * cost);
    return noted(argument, argument.sqrt(precision));
  }

  private Complex power(Expression expression) {
    Expression exponent = expression.child(1);
    if (expression.child(0) == Constant.E) {
      return exp(evaluate(exponent));
    }
    Complex base = evaluate(expression.child(0));
    Rational fraction = NormalForm.constant(exponent);
    if (fraction != null && !fraction.isInteger() && fraction.denominator().bitLength() < 10) {
      Complex root = root(base, fraction.denominator().intValue());
      return whole(root, fraction.numerator());
    }
    Complex value = evaluate(exponent);
    checkWritable(value.real());
    if (value.isReal() && value.real().stripTrailingZeros().scale() <= 0) {
      return whole(base, HighPrecision.whole(value.real(), RoundingMode.DOWN).toBigInteger());
    }
    budget.take(400 * cost);
    return base.power(value, precision);
  }

  private Complex whole(Complex base, BigInteger exponent) {
    if (exponent.bitLength() > 30) {
      throw new Budget.Exceeded("exponent");
    }
    budget.take((8 + 4 * exponent.bitLength()) * cost);
    return base.power(exponent.intValue(), precision);
  }

  /** The real root where there is one, else the principal one. */
  private Complex root(Complex radicand, int degree) {
    if (degree == 2) {
      return sqrt(radicand);
    }
    if (degree <= 0) {
      throw new NotNumeric("root");
    }
    if (radicand.isZero()) {
      return Complex.ZERO;
    }
    if (radicand.isReal() && (radicand.real().signum() > 0 || degree % 2 == 1)) {
      Complex size = Complex.of(radicand.real().abs());
      Complex inverse = Complex.of(degree).inverse(precision);
      Complex root = exp(ln(size).times(inverse, precision));
      return radicand.real().signum() < 0 ? root.negated() : root;
    }
    return exp(ln(radicand).times(Complex.of(degree).inverse(precision), precision));
  }

  private Complex function(Application application) {
    Function function = application.function();
    if (function == Function.BAR) {
      return symbol(NormalForm.of(application));
    }
    if (function == Function.SUM || function == Function.PROD) {
      return series(application);
    }
    List<Complex> arguments = application.children().stream().map(this::evaluate).toList();
    Complex x = arguments.get(0);
    switch (function) {
      case SQRT:
        return sqrt(x);
      case CBRT:
        return root(x, 3);
      case ROOT:
        return root(x, smallInt(arguments.get(1)));
      case ABS:
        return Complex.of(x.absolute(precision));
      case LN:
        return ln(x);
      case LOG:
        return ln(x).times(ln(Complex.of(10)).inverse(precision), precision);
      case LOGBASE:
        return ln(x).times(ln(arguments.get(1)).inverse(precision), precision);
      case SIN:
      case COS:
      case TAN:
      case COT:
      case SEC:
      case CSC:
        return angle(function, x);
      case SINH:
      case COSH:
      case TANH:
      case COTH:
        return hyperbolic(function, x);
      case ARCSIN:
        return inverseSine(x);
      case ARCCOS:
        return Complex.of(half(precision.pi)).plus(inverseSine(x).negated(), precision);
      case ARCTAN:
        return inverseTangent(x);
      case ARCCOT:
        return Complex.of(half(precision.pi)).plus(inverseTangent(x).negated(), precision);
      case FACTORIAL:
      case DOUBLEFACTORIAL:
        return factorial(smallInt(x), function == Function.FACTORIAL ? 1 : 2);
      case BINOM:
        return binomial(x, smallInt(arguments.get(1)));
      case FLOOR:
      case CEIL:
        real(x);
        RoundingMode mode = function == Function.FLOOR ? RoundingMode.FLOOR : RoundingMode.CEILING;
        return Complex.of(HighPrecision.whole(snapped(x.real()), mode));
      case MOD:
        real(x);
        BigDecimal modulus = arguments.get(1).real();
        BigDecimal ratio = precision.divide(x.real(), modulus);
        checkWritable(ratio);
        BigDecimal quotient = HighPrecision.whole(ratio, RoundingMode.FLOOR);
        return Complex.of(x.real().subtract(quotient.multiply(modulus), precision.context));
      case MAX:
      case MIN:
        return extreme(arguments, function == Function.MAX);
      case RE:
        return Complex.of(x.real());
      case IM:
        return Complex.of(x.imaginary());
      case GCD:
      case LCM:
        BigInteger a = BigInteger.valueOf(smallInt(x));
        BigInteger b = BigInteger.valueOf(smallInt(arguments.get(1)));
        BigInteger divisor = a.gcd(b);
        return function == Function.GCD
            ? Complex.of(divisor.longValue())
            : Complex.of(new BigDecimal(a.multiply(b).divide(divisor)));
      case SGN:
        real(x);
        return Complex.of(x.real().signum());
      default:
        throw new NotNumeric(function.form());
    }
  }

  private static BigDecimal half(BigDecimal value) {
    return value.multiply(new BigDecimal("0.5"));
  }

  private static void real(Complex value) {
    if (!value.isReal()) {
      throw new NotNumeric("complex");
    }
  }

  /** A number is written out as a whole one only where it has few digits. */
  private static void checkWritable(BigDecimal value) {
    if (value.signum() != 0 && HighPrecision.magnitude(value) > 200) {
      throw new Budget.Exceeded("magnitude");
    }
  }

  /** A whole number where the value is one but for rounding. */
  private BigDecimal snapped(BigDecimal value) {
    checkWritable(value);
    BigDecimal whole = HighPrecision.whole(value, RoundingMode.HALF_EVEN);
    BigDecimal off = value.subtract(whole).abs();
    return off.compareTo(BigDecimal.ONE.scaleByPowerOfTen(-precision.digits + 10)) < 0
        ? whole
        : value;
  }

  private int smallInt(Complex value) {
    BigDecimal whole = snapped(value.real());
    if (!value.isReal() || whole.stripTrailingZeros().scale() > 0) {
      throw new NotNumeric("whole number");
    }
    if (whole.abs().compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
      throw new Budget.Exceeded("whole number");
    }
    return whole.intValue();
  }

  private Complex factorial(int last, int step) {
    if (last < 0) {
      throw new ArithmeticException("factorial");
    }
    if (last > ExactEvaluator.MOST_FACTORIAL) {
      throw new Budget.Exceeded("factorial");
    }
    budget.take(last * cost);
    BigDecimal product = BigDecimal.ONE;
    for (int i = last; i > 1; i -= step) {
      product = product.multiply(BigDecimal.valueOf(i), precision.context);
    }
    return Complex.of(product);
  }

  private Complex binomial(Complex n, int k) {
    if (k < 0 && n.isReal() && n.real().signum() >= 0) {
      return Complex.ZERO;
    }
    if (k < 0 || k > ExactEvaluator.MOST_FACTORIAL) {
      throw new NotNumeric("binomial");
    }
    budget.take(4 * k * cost);
    Complex product = Complex.ONE;
    for (int i = 0; i < k; i++) {
      product = product.times(n.plus(Complex.of(-i), precision), precision);
      product = product.times(Complex.of(i + 1).inverse(precision), precision);
    }
    return product;
  }

  private Complex angle(Function function, Complex x) {
    budget.take(200 * cost);
    Complex sine;
    Complex cosine;
    if (x.isReal()) {
      sine = Complex.of(precision.sin(x.real()));
      cosine = Complex.of(precision.cos(x.real()));
    } else {
      Complex turned = x.times(Complex.I, precision);
      Complex up = exp(turned);
      Complex down = exp(turned.negated());
      Complex halfOne = Complex.of(new BigDecimal("0.5"));
      cosine = up.plus(down, precision).times(halfOne, precision);
      sine =
          up.plus(down.negated(), precision)
              .times(new Complex(BigDecimal.ZERO, new BigDecimal("-0.5")), precision);
    }
    return switch (function) {
      case SIN -> sine;
      case COS -> cosine;
      case TAN -> sine.times(cosine.inverse(precision), precision);
      case COT -> cosine.times(sine.inverse(precision), precision);
      case SEC -> cosine.inverse(precision);
      default -> sine.inverse(precision);
    };
  }

  private Complex hyperbolic(Function function, Complex x) {
    Complex up = exp(x);
    Complex down = exp(x.negated());
    Complex halfOne = Complex.of(new BigDecimal("0.5"));
    Complex sine = up.plus(down.negated(), precision).times(halfOne, precision);
    Complex cosine = up.plus(down, precision).times(halfOne, precision);
    return switch (function) {
      case SINH -> sine;
      case COSH -> cosine;
      case TANH -> sine.times(cosine.inverse(precision), precision);
      default -> cosine.times(sine.inverse(precision), precision);
    };
  }

  private Complex inverseSine(Complex x) {
    real(x);
    BigDecimal rest =
        precision.add(BigDecimal.ONE, precision.multiply(x.real(), x.real()).negate());
    if (rest.signum() < 0) {
      throw new ArithmeticException("arcsine");
    }
    budget.take(400 * cost);
    return Complex.of(precision.angle(x.real(), precision.sqrt(rest)));
  }

  private Complex inverseTangent(Complex x) {
    real(x);
    budget.take(400 * cost);
    return Complex.of(precision.angle(x.real(), BigDecimal.ONE));
  }

  private static Complex extreme(List<Complex> values, boolean isMost) {
    Complex best = values.get(0);
    for (Complex value : values) {
      real(value);
      int order = value.real().compareTo(best.real());
      best = (isMost ? order > 0 : order < 0) ? value : best;
    }
    return best;
  }

  private Complex series(Expression expression) {
    String index = expression.child(0).name();
    int first = smallInt(evaluate(expression.child(1)));
    int last = smallInt(evaluate(expression.child(2)));
    if ((long) last - first > ModularEvaluator.MOST_TERMS) {
      throw new Budget.Exceeded("terms");
    }
    Complex outer = values.get(index);
    boolean isSum = expression.is(Function.SUM);
    Complex result = isSum ? Complex.ZERO : Complex.ONE;
    for (int i = first; i <= last; i++) {
      values.put(index, Complex.of(i));
      Complex term = evaluate(expression.child(3));
      result = isSum ? result.plus(term, precision) : result.times(term, precision);
    }
    if (outer == null) {
      values.remove(index);
    } else {
      values.put(index, outer);
    }
    return result;
  }
}
