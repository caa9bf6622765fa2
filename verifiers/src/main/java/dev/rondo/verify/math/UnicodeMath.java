package dev.rondo.verify.math;

import java.util.Map;

/** Writes the signs of mathematics in Unicode as LaTeX. */
final class UnicodeMath {
  private static final Map<Character, String> UNICODE =
      Map.ofEntries(
          Map.entry('−', "-"),
          Map.entry('–', "-"),
          Map.entry('—', "-"),
          Map.entry('×', "\\times "),
          Map.entry('·', "\\cdot "),
          Map.entry('⋅', "\\cdot "),
          Map.entry('÷', "/"),
          Map.entry('∕', "/"),
          Map.entry('⁄', "/"),
          Map.entry('∛', "\\sqrt[3] "),
          Map.entry('∜', "\\sqrt[4] "),
          Map.entry('⅛', "\\frac{1}{8} "),
          Map.entry('⅜', "\\frac{3}{8} "),
          Map.entry('⅝', "\\frac{5}{8} "),
          Map.entry('⅞', "\\frac{7}{8} "),
          Map.entry('⅕', "\\frac{1}{5} "),
          Map.entry('⅖', "\\frac{2}{5} "),
          Map.entry('⅗', "\\frac{3}{5} "),
          Map.entry('⅘', "\\frac{4}{5} "),
          Map.entry('⅙', "\\frac{1}{6} "),
          Map.entry('⅚', "\\frac{5}{6} "),
          Map.entry('⩽', "\\le "),
          Map.entry('⩾', "\\ge "),
          Map.entry('≦', "\\le "),
          Map.entry('≧', "\\ge "),
          Map.entry('º', "\\degree "),
          Map.entry('∣', "|"),
          Map.entry('‖', "|"),
          Map.entry('∖', "\\setminus "),
          Map.entry('∑', "\\sum "),
          Map.entry('∏', "\\prod "),
          Map.entry('∘', "\\circ "),
          Map.entry('△', "\\triangle "),
          Map.entry('⟹', "\\implies "),
          Map.entry('⇔', "\\iff "),
          Map.entry('∗', "*"),
          Map.entry('•', "\\cdot "),
          Map.entry('∙', "\\cdot "),
          Map.entry('∶', ":"),
          Map.entry('µ', "\\mu "),
          Map.entry('ϕ', "\\phi "),
          Map.entry('ℓ', "\\ell "),
          Map.entry('✓', " "),
          Map.entry('✔', " "),
          Map.entry('✅', " "),
          Map.entry('“', " "),
          Map.entry('”', " "),
          Map.entry('‘', " "),
          Map.entry('π', "\\pi "),
          Map.entry('∞', "\\infty "),
          Map.entry('√', "\\sqrt "),
          Map.entry('≤', "\\le "),
          Map.entry('≥', "\\ge "),
          Map.entry('≠', "\\ne "),
          Map.entry('≈', "\\approx "),
          Map.entry('±', "\\pm "),
          Map.entry('∓', "\\mp "),
          Map.entry('∪', "\\cup "),
          Map.entry('∩', "\\cap "),
          Map.entry('∈', "\\in "),
          Map.entry('°', "\\degree "),
          Map.entry('½', "\\frac{1}{2} "),
          Map.entry('¼', "\\frac{1}{4} "),
          Map.entry('¾', "\\frac{3}{4} "),
          Map.entry('⅓', "\\frac{1}{3} "),
          Map.entry('⅔', "\\frac{2}{3} "),
          Map.entry('∅', "\\emptyset "),
          Map.entry('ℝ', "\\mathbb{R} "),
          Map.entry('ℤ', "\\mathbb{Z} "),
          Map.entry('ℕ', "\\mathbb{N} "),
          Map.entry('ℚ', "\\mathbb{Q} "),
          Map.entry('ℂ', "\\mathbb{C} "),
          Map.entry('、', ", "),
          Map.entry('…', "\\ldots "),
          Map.entry('′', "'"),
          Map.entry('’', "'"),
          Map.entry('⇒', "\\implies "),
          Map.entry('→', "\\to "),
          Map.entry('↦', "\\mapsto "),
          Map.entry('⟨', "("),
          Map.entry('⟩', ")"),
          Map.entry('∧', "\\land "),
          Map.entry('∨', "\\lor "),
          Map.entry('٪', "%"),
          Map.entry('٫', "."),
          Map.entry('٬', ","),
          Map.entry('≡', "\\equiv "),
          Map.entry('∠', "\\angle "),
          Map.entry('⌊', "\\lfloor "),
          Map.entry('⌋', "\\rfloor "),
          Map.entry('⌈', "\\lceil "),
          Map.entry('⌉', "\\rceil "));

  /** Small letters from U+03B1 on, in order. */
  private static final String[] GREEK_LETTERS = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "o", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega"
  };

  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣⁱ";
  private static final String LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋ₙₓᵢ";
  private static final String LEVEL = "0123456789+-nxi";

  private UnicodeMath() {}

  /** With signs of other scripts written in LaTeX. */
  static String plain(String text) {
    boolean isAscii = true;
    for (int i = 0; i < text.length() && isAscii; i++) {
      isAscii = text.charAt(i) < 128;
    }
    if (isAscii) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String known = c < 128 ? null : UNICODE.get(c);
      boolean isMicro = c == 'µ' && i + 1 < text.length() && Characters.isLatin(text.charAt(i + 1));
      if (isMicro) {
        plain.append(c); // a prefix of a unit
      } else if (known != null) {
        plain.append(known);
      } else if (c > 127 && Character.isDigit(c)) {
        plain.append(Character.digit(c, 10));
      } else if (Circled.is(c)) {
        int to = Circled.end(text, i);
        Circled.write(text.substring(i, to), plain);
        i = to - 1;
      } else if (RAISED.indexOf(c) >= 0) {
        i = level(text, i, RAISED, "^{", plain);
      } else if (LOWERED.indexOf(c) >= 0) {
        i = level(text, i, LOWERED, "_{", plain);
      } else if (c >= 'α' && c <= 'ω') {
        plain.append('\\').append(GREEK_LETTERS[c - 'α']).append(' ');
      } else if (c >= 'Α' && c <= 'Ω') {
        String name = GREEK_LETTERS[c - 'Α'];
        plain.append('\\').append(Character.toUpperCase(name.charAt(0)));
        plain.append(name, 1, name.length()).append(' ');
      } else if (c == 0xd835 && i + 1 < text.length()) {
        // Mathematical letters and digits, of which each has its plain form.
        String letter = text.substring(i, i + 2);
        plain.append(plain(java.text.Normalizer.normalize(letter, java.text.Normalizer.Form.NFKC)));
        i++;
      } else if (Compatibility.plain(c) != null) {
        plain.append(Compatibility.plain(c));
      } else if (c == 0x00a0 || (c >= 0x2000 && c <= 0x200b) || c == 0x202f || c == 0x3000) {
        plain.append(' ');
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** Writes what is raised or lowered from here on in braces; returns where it ends. */
  private static int level(
      String text, int from, String letters, String open, StringBuilder plain) {
    plain.append(open);
    int i = from;
    while (i < text.length() && letters.indexOf(text.charAt(i)) >= 0) {
      plain.append(LEVEL.charAt(letters.indexOf(text.charAt(i))));
      i++;
    }
    plain.append("} ");
    return i - 1;
  }
}
