package dev.rondo.verify.math;

import java.util.Map;
import java.util.Set;

/** The commands of LaTeX that the lexer knows, by what becomes of them. */
final class Notation {
  /** Commands that change the look only. */
  static final Set<String> IGNORED =
      Set.of(
          "left",
          "right",
          "middle",
          "big",
          "Big",
          "bigg",
          "Bigg",
          "bigl",
          "bigr",
          "Bigl",
          "Bigr",
          "biggl",
          "biggr",
          "Biggl",
          "Biggr",
          "bigm",
          "displaystyle",
          "textstyle",
          "scriptstyle",
          "scriptscriptstyle",
          "limits",
          "nolimits",
          "quad",
          "qquad",
          "rm",
          "bf",
          "it",
          "tt",
          "sf",
          "mathstrut",
          "strut",
          "hline",
          "hfill",
          "noindent",
          "centering",
          "large",
          "Large",
          "small",
          "normalsize",
          "boxed",
          "fbox",
          "framebox",
          "ensuremath",
          "underline",
          "mathop",
          "mathrel",
          "mathbin",
          "mathord",
          "nonumber",
          "thinspace",
          "enspace",
          "space",
          "par",
          "therefore",
          "because",
          "mathit",
          "mathsf",
          "mathtt",
          "boldsymbol",
          "bm",
          "bold",
          "pmb",
          "mathcal",
          "mathscr",
          "mathfrak",
          "vec",
          "overrightarrow",
          "overleftrightarrow",
          "hat",
          "widehat",
          "mathbf",
          "checkmark",
          "blacksquare",
          "qed");

  /** Commands whose argument is not read. */
  static final Set<String> SKIPPED =
      Set.of(
          "hspace",
          "vspace",
          "color",
          "label",
          "tag",
          "phantom",
          "hphantom",
          "vphantom",
          "leftroot",
          "uproot");

  static final Set<String> TEXTS =
      Set.of(
          "text",
          "textrm",
          "textbf",
          "textit",
          "mbox",
          "hbox",
          "mathrm",
          "textnormal",
          "textsf",
          "texttt",
          "operatorname",
          "emph",
          "textsc",
          "textup");

  static final Map<String, String> MARKS =
      Map.ofEntries(
          Map.entry("cdot", "*"),
          Map.entry("times", "*"),
          Map.entry("ast", "*"),
          Map.entry("div", "/"),
          Map.entry("pm", "+-"),
          Map.entry("mp", "-+"),
          Map.entry("le", "<="),
          Map.entry("leq", "<="),
          Map.entry("leqslant", "<="),
          Map.entry("ge", ">="),
          Map.entry("geq", ">="),
          Map.entry("geqslant", ">="),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("ne", "!="),
          Map.entry("neq", "!="),
          Map.entry("approx", "~"),
          Map.entry("simeq", "~"),
          Map.entry("doteq", "="),
          Map.entry("equiv", "=mod"),
          Map.entry("in", "in"),
          Map.entry("cup", "cup"),
          Map.entry("bigcup", "cup"),
          Map.entry("cap", "cap"),
          Map.entry("setminus", "setminus"),
          Map.entry("backslash", "setminus"),
          Map.entry("lvert", "|"),
          Map.entry("rvert", "|"),
          Map.entry("vert", "|"),
          Map.entry("mid", "|"),
          Map.entry("Vert", "|"),
          Map.entry("lVert", "|"),
          Map.entry("rVert", "|"),
          Map.entry("lbrace", "\\{"),
          Map.entry("rbrace", "\\}"),
          Map.entry("lbrack", "["),
          Map.entry("rbrack", "]"),
          Map.entry("langle", "("),
          Map.entry("rangle", ")"),
          Map.entry("colon", ":"),
          Map.entry("prime", "'"),
          Map.entry("ldots", "..."),
          Map.entry("dots", "..."),
          Map.entry("cdots", "..."),
          Map.entry("dotsc", "..."),
          Map.entry("implies", "=>"),
          Map.entry("Rightarrow", "=>"),
          Map.entry("Longrightarrow", "=>"),
          Map.entry("iff", "<=>"),
          Map.entry("Leftrightarrow", "<=>"),
          Map.entry("Longleftrightarrow", "<=>"),
          Map.entry("to", "->"),
          Map.entry("mapsto", "mapsto"),
          Map.entry("rightarrow", "->"),
          Map.entry("lor", "or"),
          Map.entry("vee", "or"),
          Map.entry("land", "and"),
          Map.entry("wedge", "and"),
          Map.entry("degree", "deg"),
          Map.entry("circ", "circ"),
          Map.entry("newline", ";"),
          Map.entry("cr", "\\\\"),
          Map.entry("mod", "mod"),
          Map.entry("bmod", "mod"),
          Map.entry("pmod", "mod"),
          Map.entry("sim", "~"),
          Map.entry("lfloor", "lfloor"),
          Map.entry("rfloor", "rfloor"),
          Map.entry("lceil", "lceil"),
          Map.entry("rceil", "rceil"));

  static final Set<String> GREEK =
      Set.of(
          "alpha",
          "beta",
          "gamma",
          "delta",
          "epsilon",
          "varepsilon",
          "zeta",
          "eta",
          "theta",
          "vartheta",
          "iota",
          "imath",
          "jmath",
          "kappa",
          "lambda",
          "mu",
          "nu",
          "xi",
          "rho",
          "sigma",
          "tau",
          "upsilon",
          "phi",
          "varphi",
          "chi",
          "psi",
          "omega",
          "Gamma",
          "Delta",
          "Theta",
          "Lambda",
          "Xi",
          "Sigma",
          "Phi",
          "Psi",
          "Omega",
          "ell",
          "hbar",
          "aleph",
          "angle",
          "triangle",
          "square",
          "heartsuit",
          "clubsuit",
          "spadesuit",
          "diamondsuit",
          "star",
          "bullet",
          "dagger",
          "complement",
          "overarc");

  /** Commands over the name of a vector: behind one of them a cross is the product of vectors. */
  static final Set<String> VECTORS = Set.of("vec", "overrightarrow", "mathbf", "boldsymbol");

  /** Commands over two points, and the figure that is no segment between them. */
  static final Map<String, String> FIGURES =
      Map.of(
          "overleftrightarrow", "line",
          "overarc", "arc",
          "overparen", "arc",
          "wideparen", "arc",
          "widehat", "arc");

  /** Commands that the parser reads, beside the functions. */
  private static final Set<String> READ =
      Set.of(
          "frac",
          "dfrac",
          "tfrac",
          "cfrac",
          "dbinom",
          "tbinom",
          "pi",
          "infty",
          "sum",
          "prod",
          "int",
          "lim",
          "begin",
          "end",
          "mathbb",
          "overline",
          "bar",
          "emptyset",
          "varnothing",
          "left",
          "right");

  private Notation() {}

  /** The one name of commands that mean the same. */
  static String plainName(String name) {
    return switch (name) {
      case "dfrac", "tfrac", "cfrac", "sfrac", "nicefrac" -> "frac";
      case "dbinom", "tbinom" -> "binom";
      case "arctg" -> "arctan";
      case "tg" -> "tan";
      case "ctg" -> "cot";
      case "varnothing" -> "emptyset";
      case "surd" -> "sqrt";
      default -> name;
    };
  }

  /** The letter that a command writes: i without its dot is i. */
  static String letter(String name) {
    return name.equals("imath") || name.equals("jmath") ? name.substring(0, 1) : name;
  }

  /** Whether a name is that of a known command. */
  static boolean isCommand(String name) {
    return IGNORED.contains(name)
        || TEXTS.contains(name)
        || MARKS.containsKey(name)
        || GREEK.contains(name)
        || READ.contains(name)
        || Function.words().contains(name);
  }
}
