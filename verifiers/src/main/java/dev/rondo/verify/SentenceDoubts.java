package dev.rondo.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * Says whether a text in which nothing marks an answer states none: its last number is quoted from
 * the problem, supposed against the fact, or what was asked for is still to be found.
 */
final class SentenceDoubts {
  /** So much at the end of a text is read. */
  private static final int MOST_CHARACTERS = 1000;

  /** What stands behind these is of the problem, not of its answer. */
  private static final String[] QUOTING = {
    "problem says",
    "problem states",
    "problem tells",
    "problem gives",
    "problem mentions",
    "problem asks",
    "question says",
    "question states",
    "question tells",
    "question mentions",
    "question asks",
    "exercise says",
    "exercise asks",
    "text says",
    "statement says",
    "we are told",
    "we're told",
    "we are given",
    "we're given",
    "you are given",
    "it is given that",
    "it is known that",
    "the given",
    "aufgabe sagt",
    "aufgabe lautet",
    "gegeben ist",
    "gegeben sind",
    "wir wissen, dass",
    "énoncé dit",
    "énoncé indique",
    "problème dit",
    "on nous dit",
    "on sait que",
    "enunciado dice",
    "problema dice",
    "nos dicen",
    "nos dan",
    "enunciado diz",
    "problema diz",
    "sabemos que",
    "testo dice",
    "sappiamo che",
    "в задаче сказано",
    "условию",
    "известно, что",
    "题目说",
    "题目中",
    "题目给",
    "题目问",
    "已知",
    "問題文",
    "問題には",
    "문제에서",
    "문제에는"
  };

  /** Behind these a sentence that began with what is known concludes. */
  private static final String[] CONCLUDING = {
    " so ",
    "therefore",
    "thus",
    "hence",
    " then ",
    "which means",
    " we get",
    " we find",
    " we obtain",
    "gives us",
    "yields",
    "⇒",
    "\\implies",
    "\\rightarrow",
    " also ",
    " daher ",
    " somit ",
    " donc ",
    "entonces",
    "por lo tanto",
    "por tanto",
    "portanto",
    " logo ",
    "quindi",
    "dunque",
    "значит",
    "следовательно",
    "поэтому",
    "所以",
    "因此",
    "则",
    "故",
    "得",
    "よって",
    "따라서"
  };

  /** These say that an answer is not there yet. */
  private static final String[] OPEN = {
    "need to find",
    "need to compute",
    "need to calculate",
    "need to determine",
    "need to know",
    "have to find",
    "have to compute",
    "have to determine",
    "must find",
    "must determine",
    "want to find",
    "want to know",
    "are asked to",
    "are asked for",
    "asked to find",
    "still to find",
    "remains to",
    "i do not know",
    "i don't know",
    "don't see how",
    "do not see how",
    "i cannot",
    "i can't",
    "we cannot say",
    "we cannot tell",
    "unable to",
    "was not able",
    "am not able",
    "not sure how",
    "have no idea",
    "no idea how",
    "give up",
    "wir müssen",
    "gesucht ist",
    "weiß ich nicht",
    "weiß nicht",
    "il faut trouver",
    "il reste à",
    "on cherche",
    "je ne sais pas",
    "hay que encontrar",
    "hay que hallar",
    "debemos encontrar",
    "tenemos que",
    "falta calcular",
    "no sé",
    "precisamos encontrar",
    "falta encontrar",
    "não sei",
    "dobbiamo trovare",
    "non so",
    "нужно найти",
    "надо найти",
    "осталось найти",
    "не знаю",
    "需要求",
    "要求的是",
    "我们要求",
    "还需要",
    "不知道",
    "求めたい",
    "わからない",
    "분からない",
    "구해야",
    "모르겠"
  };

  /** At the beginning of the next sentence these say that what was stated is not so. */
  private static final String[] CONTRADICTING = {
    "but ",
    "however",
    "unfortunately",
    "aber ",
    "jedoch ",
    "leider ",
    "mais ",
    "cependant",
    "pero ",
    "sin embargo",
    "mas ",
    "porém",
    "però",
    "но ",
    "однако",
    "但",
    "可是",
    "然而",
    "しかし",
    "하지만",
    "그러나"
  };

  /** What would be, on which condition, that is not so. */
  private static final String[][] AGAINST_THE_FACT = {
    {"would", " if ", " were ", " had ", "weren't", "hadn't", " did "},
    {"wäre", " wenn ", " wäre", " hätte"},
    {"gäbe", " wenn ", " wäre", " hätte"},
    {"serait", " si ", " était", " avait"},
    {"seraient", " si ", " étaient", " avaient"},
    {"aurait", " si ", " étai", " avai"},
    {"sería", " si ", " fuera", " fuese"},
    {"habría", " si ", " fuera", " fuese"},
    {"seria", " se ", " fosse"},
    {"haveria", " se ", " fosse"},
    {"sarebbe", " se ", " fosse"},
    {"было бы", "если бы", ""},
    {"был бы", "если бы", ""}
  };

  private SentenceDoubts() {}

  /** Whether a text, in lower case, states no answer. */
  static boolean stateNothing(String lower) {
    List<String> sentences = sentences(lower);
    int last = sentences.size() - 1;
    while (last > 0 && !hasMathematics(sentences.get(last))) {
      last--;
    }
    if (last < 0) {
      return false;
    }
    for (int i = last + 1; i < sentences.size(); i++) {
      String next = sentences.get(i).strip();
      boolean isContradiction =
          i == last + 1
              && indexOfAny(next, CONTRADICTING) == 0
              && hasMathematics(sentences.get(last));
      if (isContradiction || indexOfAny(next, OPEN) >= 0) {
        return true;
      }
    }
    String sentence = sentences.get(last);
    return isUnconcluded(sentence, QUOTING, false)
        || isUnconcluded(sentence, OPEN, true)
        || isAgainstTheFact(sentence);
  }

  private static boolean isUnconcluded(String sentence, String[] words, boolean isEqualityEnough) {
    int at = indexOfAny(sentence, words);
    if (at < 0) {
      return false;
    }
    String behind = sentence.substring(at);
    return indexOfAny(behind, CONCLUDING) < 0
        && !(isEqualityEnough && (behind.indexOf('=') >= 0 || behind.indexOf(':') >= 0));
  }

  /** "There would be 16 ways if the boxes were distinct." */
  private static boolean isAgainstTheFact(String sentence) {
    for (String[] words : AGAINST_THE_FACT) {
      int condition = sentence.indexOf(words[1]);
      boolean isBehindValue =
          condition >= 0
              && sentence.indexOf(words[0]) >= 0
              && hasMathematics(sentence.substring(0, condition));
      for (int i = 2; isBehindValue && i < words.length; i++) {
        if (sentence.indexOf(words[i], condition) >= 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether words conclude something from what stands before them. */
  static boolean concludes(String lower) {
    return indexOfAny(lower, CONCLUDING) >= 0;
  }

  /** Whether a number or a formula stands there. */
  static boolean hasMathematics(String sentence) {
    for (int i = 0; i < sentence.length(); i++) {
      char c = sentence.charAt(i);
      if (Character.isDigit(c) || c == '\\' || c == '$' || c == '=') {
        return true;
      }
    }
    return false;
  }

  private static int indexOfAny(String text, String[] words) {
    int first = -1;
    for (String word : words) {
      int at = text.indexOf(word);
      first = at >= 0 && (first < 0 || at < first) ? at : first;
    }
    return first;
  }

  /** The sentences at the end of a text. */
  private static List<String> sentences(String lower) {
    String text = lower.substring(Math.max(0, lower.length() - MOST_CHARACTERS)).replace('’', '\'');
    List<String> sentences = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      boolean isEnd =
          "。！？\n".indexOf(text.charAt(i)) >= 0
              || (".!?".indexOf(text.charAt(i)) >= 0
                  && (i + 1 == text.length() || Character.isWhitespace(text.charAt(i + 1))));
      if (isEnd || i + 1 == text.length()) {
        String sentence = text.substring(from, i + 1);
        if (sentence.chars().anyMatch(Character::isLetterOrDigit)) {
          sentences.add(sentence);
        }
        from = i + 1;
      }
    }
    return sentences;
  }
}
